'use client';

import { useState } from 'react';
import { useCommand } from '@/lib/client/use-command';
import { plural } from '@/lib/wire/fact-text';
import type { ImportReport } from '@/lib/wire/import-report';
import { RefusalNote } from '@/components/shell/refusal-note';
import { Button } from '@/components/ui/button';
import { Code } from '@/components/ui/code';
import { Dialog } from '@/components/ui/dialog';
import { FileDrop } from '@/components/ui/file-drop';
import { StateBadge } from '@/components/ui/state-badge';
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from '@/components/ui/table';
import { TextareaField } from '@/components/ui/textarea-field';
import { toast } from '@/components/ui/toast';

const EXAMPLE = 'key,name,server,database,schema,changelog,tier,region,criticality,label:csm';
const SHOWN_PROBLEMS = 200;

/** First the report, then the import: nothing is written unless every row is good. */
export const ImportDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const [csv, setCsv] = useState('');
  const [fileName, setFileName] = useState<string | null>(null);
  const [report, setReport] = useState<ImportReport | null>(null);
  const { run, pending, result, reset } = useCommand<ImportReport>('/api/commands/import-tenants');

  const change = (text: string, name: string | null) => {
    setCsv(text);
    setFileName(name);
    setReport(null);
    reset();
  };
  const check = async () => {
    const checked = await run({ csv, dryRun: true });
    if (checked.ok) setReport(checked.value);
  };
  const write = async () => {
    const written = await run({ csv, dryRun: false });
    if (!written.ok) return;
    toast.success(`Imported ${plural(written.value.rows, 'tenant')}`, {
      description: 'Workers read their versions next.',
    });
    onClose();
  };
  const good = report !== null && report.problems.length === 0 && report.rows > 0;

  return (
    <Dialog
      open
      onOpenChange={onClose}
      width="lg"
      title="Import tenants from CSV"
      description="All rows or none. The file is checked first; nothing is written before you have seen the report."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant={good ? 'secondary' : 'primary'}
            pending={pending && !good}
            pendingLabel="Checking…"
            disabledReason={csv.trim() === '' ? 'Choose a file or paste rows first' : undefined}
            onClick={() => void check()}
          >
            Check the file
          </Button>
          {good && (
            <Button
              variant="primary"
              pending={pending}
              pendingLabel="Importing…"
              onClick={() => void write()}
            >
              Import {plural(report.rows, 'tenant')}
            </Button>
          )}
        </>
      }
    >
      {result !== null && !result.ok && <RefusalNote refusal={result.refusal} />}
      {report !== null && <Report report={report} />}
      <FileDrop
        label="File"
        accept=".csv,text/csv,text/plain"
        onFiles={([first]) => {
          if (first !== undefined) void first.file.text().then((text) => change(text, first.path));
        }}
      >
        {fileName !== null && <span>{fileName}</span>}
      </FileDrop>
      <TextareaField
        label="Or paste rows"
        mono
        rows={6}
        spellCheck={false}
        placeholder={EXAMPLE}
        value={csv}
        onChange={(event) => change(event.currentTarget.value, null)}
        hint={
          <>
            The first line names the columns: <Code>{EXAMPLE}</Code>. Any <Code>label:…</Code> and{' '}
            <Code>placeholder:…</Code> column may follow.
          </>
        }
      />
    </Dialog>
  );
};

const Report = ({ report }: { readonly report: ImportReport }) => {
  const bad = new Set(report.problems.map(({ line }) => line)).size;
  if (report.problems.length === 0) {
    return (
      <output>
        <StateBadge tone="applied">
          {report.rows === 0
            ? 'The file has no rows below its header'
            : `${plural(report.rows, 'row')}, all good`}
        </StateBadge>
      </output>
    );
  }
  return (
    <div className="flex flex-col gap-2">
      <output>
        <StateBadge tone="failed">
          {plural(report.problems.length, 'problem')} in {plural(bad, 'line')} of{' '}
          {report.rows.toLocaleString('en')}
        </StateBadge>
      </output>
      <Table caption="Problems of the file" frameClassName="max-h-72">
        <TableHead>
          <HeadCell align="right">Line</HeadCell>
          <HeadCell>Field</HeadCell>
          <HeadCell>Value</HeadCell>
          <HeadCell>What to do</HeadCell>
        </TableHead>
        <TableBody>
          {report.problems.slice(0, SHOWN_PROBLEMS).map((problem) => (
            <Row key={`${problem.line} ${problem.field} ${problem.code}`}>
              <Cell align="right">{problem.line}</Cell>
              <Cell>{problem.field === '' ? 'whole line' : problem.field}</Cell>
              <Cell className="max-w-48 truncate font-mono text-xs" title={problem.value}>
                {problem.value === '' ? <span className="text-muted">empty</span> : problem.value}
              </Cell>
              <Cell wrap>{problem.remedy}</Cell>
            </Row>
          ))}
        </TableBody>
      </Table>
      {report.problems.length > SHOWN_PROBLEMS && (
        <p className="text-muted">The first {SHOWN_PROBLEMS}; mend these and check again.</p>
      )}
    </div>
  );
};
