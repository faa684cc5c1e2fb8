import { z } from 'zod';
import type { Facts } from '@/lib/domain/refusal';
import type { RolloutState } from '@/lib/domain/rollout';
import { publishFolder, publishRelease } from './commands';
import type { ReleaseProblem } from './release-problem';
import type { RolloutKind } from './rollout-view';

export const releasesQuery = z.object({ changelog: z.string().max(200).optional() });
export type ReleasesQuery = z.infer<typeof releasesQuery>;

/** Where a changelog's tenants are, seen from one release. Versions are the fleet's, `unknown` where none was read. */
export type ReleaseReach = {
  readonly tenants: number;
  readonly on: number;
  readonly behind: number;
  readonly ahead: number;
  readonly unknown: number;
  /** Values of the fleet's version filter that give exactly these tenants. */
  readonly onVersions: readonly string[];
  readonly behindVersions: readonly string[];
  readonly aheadVersions: readonly string[];
};

export type ChangelogRef = { readonly key: string; readonly name: string };

export type ScriptCounts = {
  readonly versioned: number;
  readonly undo: number;
  readonly repeatable: number;
  readonly baseline: number;
  /** Of all of them. */
  readonly outsideTransaction: number;
};

export type ReleaseListItem = {
  readonly id: string;
  readonly name: string;
  readonly changelog: ChangelogRef;
  /** null: repeatables only. */
  readonly targetVersion: string | null;
  readonly source: 'folder' | 'upload';
  readonly publishedBy: string;
  readonly publishedAt: string;
  readonly scripts: ScriptCounts;
  /** The changelog's newest: what the fleet is measured against. */
  readonly newest: boolean;
  /** null for releases of repeatables only: a version says nothing about them. */
  readonly reach: ReleaseReach | null;
  readonly rollouts: { readonly all: number; readonly live: number };
};

export type ReleasesView = {
  readonly items: readonly ReleaseListItem[];
  readonly changelogs: readonly (ChangelogRef & { readonly releases: number })[];
  readonly total: number;
  /** How many are listed at most: the newest. */
  readonly limit: number;
};

export const SCRIPT_KINDS = ['versioned', 'undo', 'repeatable', 'baseline'] as const;
export type ScriptKind = (typeof SCRIPT_KINDS)[number];

export type ReleaseScriptView = {
  readonly position: number;
  readonly kind: ScriptKind;
  readonly version: string | null;
  readonly description: string;
  /** Path below the release's root: also the anchor of the page. */
  readonly script: string;
  readonly checksum: number;
  readonly statements: number;
  readonly transactional: boolean;
  /** What the script's `.conf` says of transactions; null: nothing. */
  readonly executeInTransaction: boolean | null;
  readonly placeholderReplacement: boolean;
  /** Names in the script, Flyway's own included. */
  readonly placeholders: readonly string[];
  /** Against the release before: `new`, `changed` (repeatables and undo scripts may) or `same`. */
  readonly since: 'new' | 'changed' | 'same';
  readonly characters: number;
};

export type ReleasePlaceholder = {
  readonly name: string;
  /** `flyway`: filled in for each tenant. `tenant`: the release gives none, every tenant has to. */
  readonly source: 'release' | 'tenant' | 'flyway';
  /** null: secret, or none of the release's own. */
  readonly value: string | null;
  readonly secret: boolean;
  readonly scripts: readonly string[];
  /** Tenants of the changelog with a value of their own. */
  readonly tenants: number;
};

export type ReleaseView = ReleaseListItem & {
  readonly digest: string;
  readonly list: readonly ReleaseScriptView[];
  readonly placeholders: readonly ReleasePlaceholder[];
  /** The changelog's release before this one. */
  readonly previous: { readonly id: string; readonly name: string } | null;
  /** Scripts of the release before that this one has no more. */
  readonly gone: readonly string[];
  readonly recentRollouts: readonly {
    readonly id: string;
    readonly name: string;
    readonly kind: RolloutKind;
    readonly state: RolloutState;
    readonly createdAt: string;
  }[];
};

/** One script's text, as published: placeholders not replaced. */
export type ScriptTextView = { readonly script: string; readonly sql: string };

export type ReleaseFolder = {
  /** Below the configured folder; empty for the folder itself. */
  readonly folder: string;
  readonly scripts: number;
};

/** What the publish page has to know before a file is chosen. */
export type PublishView = {
  readonly changelogs: readonly (ChangelogRef & {
    /** Names that are taken. */
    readonly names: readonly string[];
    readonly newest: { readonly name: string; readonly version: string | null } | null;
    readonly tenants: number;
  })[];
  /** null: GROUNDSWELL_RELEASES_DIR is not set. */
  readonly folders: { readonly list: readonly ReleaseFolder[]; readonly cut: boolean } | null;
  readonly limits: {
    readonly files: number;
    readonly fileBytes: number;
    readonly totalBytes: number;
    readonly archiveBytes: number;
  };
};

/** What a dry run asks for: no name, since nothing is stored; null for a changelog that there is not yet. */
export const checkRelease = z.object({ changelogKey: publishRelease.shape.changelogKey.nullable() });
export const checkFolder = checkRelease.extend({ folder: publishFolder.shape.folder });

export type ReleaseWarning = { readonly code: string; readonly path: string; readonly facts: Facts };

export type DraftScript = {
  readonly kind: ScriptKind;
  readonly version: string | null;
  readonly description: string;
  readonly script: string;
  readonly statements: number;
  readonly transactional: boolean;
  readonly since: 'new' | 'changed' | 'same';
};

export type DraftPlaceholder = {
  readonly name: string;
  /** Tenants of the changelog with a value of their own. */
  readonly tenants: number;
  /** What the release before gave; a secret's value is not told. */
  readonly previous: { readonly value: string | null; readonly secret: boolean } | null;
};

/** A release as it would be published now. */
export type ReleaseDraft = {
  readonly targetVersion: string | null;
  readonly scripts: readonly DraftScript[];
  readonly problems: readonly ReleaseProblem[];
  /** How many there are; `problems` lists the first. */
  readonly problemCount: number;
  readonly warnings: readonly ReleaseWarning[];
  readonly placeholders: readonly DraftPlaceholder[];
  /** A release with exactly these scripts. */
  readonly sameAs: { readonly id: string; readonly name: string } | null;
  readonly previous: { readonly id: string; readonly name: string; readonly version: string | null } | null;
  readonly gone: readonly string[];
  /** Tenants of the changelog. */
  readonly tenants: number;
};

/** The answer of a publication (lib/engine/publish-release.ts). */
export type PublishedRelease = { readonly releaseId: string; readonly scripts: number };
