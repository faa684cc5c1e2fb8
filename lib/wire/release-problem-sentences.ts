import type { Facts } from '@/lib/domain/refusal';
import { count, list, plural, spoken, text, type Sentence } from './fact-text';
import type { ReleaseProblem } from './release-problem';

type Writer = (facts: Facts) => Sentence;
const say =
  (sentence: string, remedy: string): Writer =>
  () => ({ sentence, remedy });

/** Bytes as people read them: `8 MiB`, `12 KiB`. */
const bytes = (facts: Facts, name: string): string => {
  const value = count(facts, name);
  return value >= 1_048_576
    ? `${Math.round(value / 104_857.6) / 10} MiB`
    : `${Math.round(value / 102.4) / 10} KiB`;
};

const named =
  (sentence: (value: string) => string): Writer =>
  (f) => ({
    sentence: sentence(text(f, 'value', 'the name')),
    remedy: `Name it like ${text(f, 'example', 'V1__add_table.sql')}.`,
  });

const twice =
  (what: string, remedy: string): Writer =>
  (f) => ({
    sentence: `${text(f, 'otherPath', 'Another file')} is ${what} ${text(f, 'version', text(f, 'description', ''))} too.`,
    remedy,
  });

const unclosed = (what: string, closing: string): Writer =>
  say(`${what} is opened here and never closed.`, `Close it with ${closing}.`);

/** By code of lib/changelog/problem.ts, and the two that the control plane adds. A test asks for every one. */
const PROBLEMS: Readonly<Record<string, Writer>> = {
  archive_too_large: (f) => ({
    sentence: `The zip has ${bytes(f, 'bytes')}; at most ${bytes(f, 'limit')} are taken.`,
    remedy: 'Leave out what is no migration, or publish from the configured folder.',
  }),
  baseline_duplicate: twice('the baseline of version', 'Keep one of the two.'),
  callback_unsupported: (f) => ({
    sentence: `${text(f, 'value', 'It')} is a Flyway callback, and callbacks are not run here.`,
    remedy: 'Make it a versioned or repeatable script, or leave it out.',
  }),
  conf_duplicate_key: (f) => ({
    sentence: `${text(f, 'key', 'A key')} is set twice.`,
    remedy: 'Keep one of the two lines.',
  }),
  conf_encoding_unsupported: (f) => ({
    sentence: `The encoding ${text(f, 'value', '')} is not read here.`,
    remedy: 'Save the script as UTF-8.',
  }),
  conf_key_unknown: (f) => ({
    sentence: `${text(f, 'key', 'A key')} is no setting of a script.`,
    remedy: `Use one of: ${list(f, 'allowed', 'executeInTransaction')}.`,
  }),
  conf_key_unsupported: (f) => ({
    sentence: `${text(f, 'key', 'A key')} belongs to Flyway’s paid editions; to ignore it could run a script that was meant to be left out.`,
    remedy: 'Remove the line, and leave out the script if it should not run.',
  }),
  conf_value_invalid: (f) => ({
    sentence: `${text(f, 'key', 'A key')} is set to ${text(f, 'value', 'nothing')}.`,
    remedy: `Write one of: ${list(f, 'allowed', 'true, false')}.`,
  }),
  conf_without_script: (f) => ({
    sentence: `There is no script ${text(f, 'script', '')} for this configuration.`,
    remedy: 'Name it like its script, with .conf at the end, or leave it out.',
  }),
  copy_not_last_on_line: say(
    'After COPY … FROM STDIN the line goes on.',
    'End the line after the semicolon; rows follow on the next.',
  ),
  file_too_large: (f) => ({
    sentence: `The file has ${bytes(f, 'bytes')}; at most ${bytes(f, 'limit')} are taken.`,
    remedy: 'Split the script, or load rows in another way.',
  }),
  file_unreadable: (f) => ({
    sentence: `The file cannot be read (${text(f, 'errno', 'error')}).`,
    remedy: 'Check its permissions.',
  }),
  folder_unreadable: (f) => ({
    sentence: `The folder cannot be read (${text(f, 'errno', 'error')}).`,
    remedy: 'Check its name and permissions.',
  }),
  link_leaves_folder: say('It is a link to a place outside the release.', 'Put the file itself there.'),
  nontransactional_forced: (f) => ({
    sentence: `executeInTransaction is true, but PostgreSQL refuses this in a transaction: ${text(f, 'statement', '')}`,
    remedy: 'Remove the setting, or the statement.',
  }),
  not_utf8: say('The text is not UTF-8.', 'Save the file as UTF-8.'),
  nul_byte: say('There is a NUL character in the text; PostgreSQL would not read on after it.', 'Remove it.'),
  path_duplicate: say('The same path is there twice.', 'Keep one of the two files.'),
  path_too_long: (f) => ({
    sentence: `The path has ${count(f, 'chars')} characters; the history table holds ${count(f, 'limit')}.`,
    remedy: 'Shorten it.',
  }),
  path_unsafe: (f) => ({
    sentence: `The path may lead out of the release (${spoken(text(f, 'reason', 'unsafe'))}).`,
    remedy: 'Use plain relative paths with forward slashes.',
  }),
  placeholder_missing: (f) => ({
    sentence: `The placeholder ${text(f, 'placeholder', '')} has no value.`,
    remedy: 'Give it on the release or on the tenant.',
  }),
  placeholder_unknown_builtin: (f) => ({
    sentence: `${text(f, 'placeholder', 'The placeholder')} is none of Flyway’s own that are known here.`,
    remedy: `Use one of: ${list(f, 'allowed', 'flyway:defaultSchema', 12)}, or a name without flyway:.`,
  }),
  placeholder_unterminated: unclosed('A placeholder', '}'),
  psql_command: (f) => ({
    sentence: `${text(f, 'command', 'This')} is a command of psql, not SQL.`,
    remedy: 'Write it in SQL, or remove it.',
  }),
  release_empty: say(
    'There is no script among the files.',
    'Choose a folder with scripts such as V1__add_table.sql.',
  ),
  repeatable_duplicate: twice('the repeatable', 'Give one of the two another description.'),
  script_name_no_separator: named((value) => `After the version ${value} two underscores are missing.`),
  script_name_prefix: named((value) => `${value} is no prefix of a migration: V, U, R and B are.`),
  script_name_version_malformed: named(
    (value) => `${value} is no version: numbers with dots or underscores between them.`,
  ),
  script_name_version_missing: named((value) => `${value} has no version.`),
  script_name_version_reserved: named(
    (value) => `${value} is a word that Flyway keeps for itself, not a version.`,
  ),
  script_name_version_too_long: named(
    (value) => `The version ${value} is longer than the 50 characters that the history table holds.`,
  ),
  script_name_version_unwanted: named(
    (value) => `A repeatable script has no version, and this one has ${value}.`,
  ),
  statements_mixed: (f) => ({
    sentence: `This cannot run in a transaction, and the statement in line ${count(f, 'transactionalLine', 1)} should: ${text(f, 'statement', '')}`,
    remedy: 'Put the two into scripts of their own, or set executeInTransaction=false in the script’s .conf.',
  }),
  too_many_files: (f) => ({
    sentence: `There are more than ${plural(count(f, 'limit', 5000), 'file')}.`,
    remedy: 'Choose the folder that holds the migrations only.',
  }),
  total_too_large: (f) => ({
    sentence: `All files together have more than ${bytes(f, 'limit')}.`,
    remedy: 'Choose the folder that holds the migrations only.',
  }),
  transaction_control: (f) => ({
    sentence: `${text(f, 'command', 'It')} would part the script from its history row.`,
    remedy: 'Remove it: every script runs in a transaction of its own, with its history row.',
  }),
  unbalanced_parenthesis: (f) => ({
    sentence: `The parenthesis ${text(f, 'parenthesis', '(')} has no counterpart.`,
    remedy: 'Add or remove one.',
  }),
  undo_duplicate: twice('the undo script of version', 'Keep one of the two.'),
  undo_without_versioned: (f) => ({
    sentence: `There is no versioned script ${text(f, 'version', '')} that this could undo.`,
    remedy: 'Add it, or leave out the undo script.',
  }),
  unterminated_atomic_body: unclosed('A BEGIN ATOMIC body', 'END'),
  unterminated_comment: unclosed('A comment', '*/'),
  unterminated_copy: say('COPY … FROM STDIN is not followed by its rows.', 'End the rows with a line \\.'),
  unterminated_dollar_quote: unclosed('A dollar quote', 'the same tag'),
  unterminated_identifier: unclosed('A quoted name', 'a double quote'),
  unterminated_string: unclosed('A string', 'a single quote'),
  version_duplicate: twice('version', 'Give one of the two another version.'),
  zip_corrupt: say('The zip cannot be read.', 'Make it again, and upload it again.'),
  zip_encrypted: say('The zip is encrypted.', 'Make it without a password.'),
  zip_method_unsupported: say(
    'The zip is packed in a way that is not read here.',
    'Make it with the usual method (deflate).',
  ),
  changed_since_release: (f) => ({
    sentence: `Version ${text(f, 'version', '')} was published with the checksum ${text(f, 'recorded', '')} in ${text(f, 'release', 'an earlier release')}; now it has ${text(f, 'published', '')}.`,
    remedy: 'Restore the script, and put the change into a new version.',
  }),
  changed_applied: (f) => ({
    sentence: `${tenants(f)} applied version ${text(f, 'version', '')} with the checksum ${text(f, 'recorded', '')}; now it has ${text(f, 'published', '')}.`,
    remedy: 'Restore the script as it was applied, and put the change into a new version.',
  }),
};

function tenants(facts: Facts): string {
  const first = text(facts, 'tenant', 'A tenant');
  const others = count(facts, 'tenants', 1) - 1;
  return others > 0 ? `${first} and ${plural(others, 'other tenant')} have` : `${first} has`;
}

/** What is wrong with one file of a release, and what to do; place it beside the file and line. */
export function releaseProblemSentence({ code, facts }: ReleaseProblem): Sentence {
  const write = Object.hasOwn(PROBLEMS, code) ? PROBLEMS[code] : undefined;
  return write?.(facts) ?? { sentence: `${spoken(code)}.`, remedy: 'Correct the file and publish again.' };
}
