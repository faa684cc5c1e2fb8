import { randomBytes } from 'node:crypto';
import type pg from 'pg';

/** Of this process alone, so that no script has one of the same name. */
export const objectsStatement = `groundswell_objects_${randomBytes(8).toString('hex')}`;

const sessions = new WeakSet<pg.Client>();

/** Whether this session was told to prepare the query for objects; a script may have deallocated it since. */
export const hasObjectsStatement = (client: pg.Client): boolean => sessions.has(client);

export const markObjectsStatement = (client: pg.Client): void => void sessions.add(client);

/** After DEALLOCATE ALL. */
export const forgetObjectsStatement = (client: pg.Client): void => void sessions.delete(client);
