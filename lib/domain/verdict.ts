export const VERDICT_WORDS = ['passed', 'running', 'inconclusive', 'no_data', 'error', 'failed'] as const;
export type VerdictWord = (typeof VERDICT_WORDS)[number];

export type CheckMode = 'enforce' | 'observe';

/** One check's answer about one target, as the gate sees it. */
export type Evidence = {
  readonly targetId: string;
  readonly check: string;
  readonly mode: CheckMode;
  readonly verdict: VerdictWord;
  readonly accepted: boolean;
};

/** Precedence: failed > error > no_data > inconclusive > running > passed. */
export function worst(verdicts: readonly VerdictWord[]): VerdictWord {
  return verdicts.reduce<VerdictWord>(
    (a, b) => (VERDICT_WORDS.indexOf(b) > VERDICT_WORDS.indexOf(a) ? b : a),
    'passed',
  );
}

/** Only an enforced check holds, and only until it passes or a person accepts it as it is. */
export const holdsGate = (evidence: Evidence): boolean =>
  evidence.mode === 'enforce' && evidence.verdict !== 'passed' && !evidence.accepted;
