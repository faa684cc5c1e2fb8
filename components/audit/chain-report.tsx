import type { verifyAuditAction } from '@/lib/server/actions/audit';
import { Banner } from '@/components/ui/banner';
import { Code } from '@/components/ui/code';
import { CopyButton } from '@/components/ui/copy-button';

type Report = Extract<Awaited<ReturnType<typeof verifyAuditAction>>, { readonly ok: true }>['value'];
type Problem = NonNullable<Report['problem']>;

export interface ChainReportProps {
  readonly report: Report;
  /** Whether a head from outside was part of it. */
  readonly compared: boolean;
}

export const ChainReport = ({ report, compared }: ChainReportProps) => {
  const lines = `${report.lines.toLocaleString('en')} ${report.lines === 1 ? 'line' : 'lines'}`;
  if (report.problem !== null) {
    return (
      <Banner tone="danger" role="alert" title={problemTitle(report.problem)}>
        {problemAdvice[report.problem.kind]} {lines} were read.
      </Banner>
    );
  }
  return (
    <Banner tone="info" title={`The chain is whole: ${lines}${compared ? ', and it continues the export' : ''}.`}>
      {report.unsealed > 0 && <p>{report.unsealed} newer lines are not sealed yet.</p>}
      {report.head !== null && (
        <p className="flex flex-wrap items-center gap-x-2">
          Head: line {report.head.seq} <Code className="break-all">{report.head.hash}</Code>
          <CopyButton text={JSON.stringify({ head: report.head })} label="Copy the head, to keep elsewhere" />
        </p>
      )}
    </Banner>
  );
};

function problemTitle({ kind, seq, expectedSeq }: Problem): string {
  switch (kind) {
    case 'edited':
      return `Line ${seq} was changed after it was sealed.`;
    case 'rechained':
      return `From line ${seq} on the chain was made with another key.`;
    case 'missing':
      return expectedSeq === null || expectedSeq === seq
        ? `Line ${seq} was taken out.`
        : `Lines ${seq} to ${expectedSeq} were taken out.`;
    case 'cut_tail':
      return expectedSeq === null
        ? `The newest lines are gone: line ${seq} should be there.`
        : `The newest lines are gone: ${seq} to ${expectedSeq}.`;
    case 'head_forged':
      return 'The stored head was not written by this installation, or is gone.';
    case 'head_mismatch':
      return `The head that you kept names another line ${seq} than the one stored here.`;
  }
}

const problemAdvice: Readonly<Record<Problem['kind'], string>> = {
  edited: 'Somebody wrote to the table behind our back. Compare the line with an export or a backup.',
  rechained: 'Somebody rewrote the log from there. Trust an export or a backup for what came after.',
  missing: 'Somebody deleted from the table. An export or a backup still holds what was there.',
  cut_tail: 'Somebody deleted the end of the log. An export or a backup still holds it.',
  head_forged: 'Either the head was replaced, or GROUNDSWELL_AUDIT_KEY is not the key that sealed this log.',
  head_mismatch: 'The log was rewritten after that export, or the export is of another installation.',
};
