import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** Secrets that were made on this machine because nobody gave them: `secrets.json` in the data folder, 0600. */
const localSecretsSchema = z.object({
  NEXTAUTH_SECRET: z.string(),
  GROUNDSWELL_KEY: z.string(),
  GROUNDSWELL_AUDIT_KEY: z.string(),
  /** Of the embedded server's superuser and of the owner of the control database. */
  postgresPassword: z.string(),
  controlPassword: z.string(),
});

export type LocalSecrets = z.infer<typeof localSecretsSchema>;

/** Reads them; on the first start they are made. Whoever deletes the file loses every stored credential. */
export async function localSecrets(dataDir: string): Promise<LocalSecrets> {
  const file = join(dataDir, 'secrets.json');
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text !== undefined) return localSecretsSchema.parse(JSON.parse(text));
  const secrets: LocalSecrets = {
    NEXTAUTH_SECRET: randomBytes(32).toString('base64'),
    GROUNDSWELL_KEY: randomBytes(32).toString('base64'),
    GROUNDSWELL_AUDIT_KEY: randomBytes(32).toString('base64'),
    postgresPassword: randomBytes(24).toString('base64url'),
    controlPassword: randomBytes(24).toString('base64url'),
  };
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  // `wx`: of two that start at once, one makes the secrets and the other fails rather than overwriting them.
  await writeFile(file, `${JSON.stringify(secrets, undefined, 2)}\n`, { mode: 0o600, flag: 'wx' });
  return secrets;
}
