/**
 * Everything that can be wrong with a release, before any tenant is asked. The edge makes one sentence per
 * code.
 */
export const problemCodes = [
  'archive_too_large',
  'baseline_duplicate',
  'callback_unsupported',
  'conf_duplicate_key',
  'conf_encoding_unsupported',
  'conf_key_unknown',
  'conf_key_unsupported',
  'conf_value_invalid',
  'conf_without_script',
  'copy_not_last_on_line',
  'file_too_large',
  'file_unreadable',
  'folder_unreadable',
  'link_leaves_folder',
  'nontransactional_forced',
  'not_utf8',
  'nul_byte',
  'path_duplicate',
  'path_too_long',
  'path_unsafe',
  'placeholder_missing',
  'placeholder_unknown_builtin',
  'placeholder_unterminated',
  'psql_command',
  'release_empty',
  'repeatable_duplicate',
  'script_name_no_separator',
  'script_name_prefix',
  'script_name_version_malformed',
  'script_name_version_missing',
  'script_name_version_reserved',
  'script_name_version_too_long',
  'script_name_version_unwanted',
  'statements_mixed',
  'too_many_files',
  'total_too_large',
  'transaction_control',
  'unbalanced_parenthesis',
  'undo_duplicate',
  'undo_without_versioned',
  'unterminated_atomic_body',
  'unterminated_comment',
  'unterminated_copy',
  'unterminated_dollar_quote',
  'unterminated_identifier',
  'unterminated_string',
  'version_duplicate',
  'zip_corrupt',
  'zip_encrypted',
  'zip_method_unsupported',
] as const;

export type ProblemCode = (typeof problemCodes)[number];

/** What a sentence about a problem needs: measured values, limits, names, an example of the right form. */
export type Facts = Readonly<Record<string, string | number | readonly string[]>>;

/**
 * `path` is the file as it was given (`''` when the release as a whole is meant); `line` is 1-based in that
 * file.
 */
export type Problem = {
  readonly code: ProblemCode;
  readonly path: string;
  readonly line?: number;
  readonly facts: Facts;
};
