import { VERBS, type Role, type Verb } from '@/lib/domain/verbs';

/** One sentence for each role, for whoever has to choose one. */
export const roleSentence: Readonly<Record<Role, string>> = {
  viewer: 'Sees everything, changes nothing.',
  operator: 'Registers tenants, publishes releases, plans and runs rollouts.',
  approver: 'Decides on requests of others; may pause and abort.',
  admin: 'Everything, and servers and people besides. Never approves what they had a hand in.',
};

export type VerbGroup = { readonly heading: string; readonly verbs: readonly Verb[] };

const groupOf = (verb: Verb): string => {
  const noun = verb.split('-').at(-1) ?? verb;
  if (/tenant|hold/.test(verb)) return 'Tenants';
  if (/server/.test(verb)) return 'Servers';
  if (/person|password|sessions/.test(verb)) return 'People and accounts';
  if (/release|check|template/.test(noun)) return 'Releases and checks';
  if (/rollout|rollback|target|budget/.test(verb)) return 'Rollouts';
  if (/wave|approval|verdict/.test(verb)) return 'Approvals';
  return 'Reading';
};

const order = ['Reading', 'Rollouts', 'Approvals', 'Tenants', 'Releases and checks', 'Servers', 'People and accounts'];

/** Every verb of the registry, by what it is about: a new verb appears here by itself. */
export const verbGroups: readonly VerbGroup[] = order
  .map((heading) => ({ heading, verbs: (Object.keys(VERBS) as Verb[]).filter((verb) => groupOf(verb) === heading) }))
  .filter((group) => group.verbs.length > 0);

/** "start-rollout" as words: "Start rollout". */
export const verbWords = (verb: string): string => {
  const words = verb.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};
