import { readRelease } from '@/lib/changelog/directory';
import type { ReleaseFile } from '@/lib/changelog/release-file';
import type { Migration } from '@/lib/domain/migration';

/** What a script of a product in use does: a table with keys, a column, an index, a constraint, in turn. */
function scriptOf(version: number): string {
  const table = `t${Math.ceil(version / 4)}`;
  switch (version % 4) {
    case 1:
      return `CREATE TABLE ${table} (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL,
  amount numeric(12, 2) NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now()
);`;
    case 2:
      return `ALTER TABLE ${table} ADD COLUMN note text;\nALTER TABLE ${table} ADD COLUMN active boolean NOT NULL DEFAULT true;`;
    case 3:
      return `CREATE INDEX ${table}_name ON ${table} (name);`;
    default:
      return `ALTER TABLE ${table} ADD CONSTRAINT ${table}_amount CHECK (amount >= 0);`;
  }
}

export function workloadFiles(migrations: number): ReleaseFile[] {
  return Array.from({ length: migrations }, (_, index) => ({
    path: `V${index + 1}__Step_${index + 1}.sql`,
    bytes: new TextEncoder().encode(`${scriptOf(index + 1)}\n`),
  }));
}

export function workload(migrations: number): readonly Migration[] {
  const read = readRelease(workloadFiles(migrations));
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.migrations;
}
