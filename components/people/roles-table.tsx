import { Fragment } from 'react';
import { may, ROLES, type Role } from '@/lib/domain/verbs';
import { roleSentence, verbGroups, verbWords } from '@/components/people/role-words';
import { Card } from '@/components/ui/card';
import { Icon } from '@/components/ui/icon';
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from '@/components/ui/table';

/** The registry of roles × verbs, as the engine asks it. `mark`: the reader's own role. */
export const RolesTable = ({ mark }: { readonly mark: Role }) => (
  <Card title="What each role may do" padding="flush" className="overflow-hidden">
    <Table caption="Roles and verbs" className="min-w-[46rem]">
      <TableHead>
        <HeadCell className="min-w-44">Verb</HeadCell>
        {ROLES.map((role) => (
          <HeadCell key={role} align="center" className="w-44">
            <span className="text-text capitalize">
              {role}
              {role === mark && <span className="font-normal text-muted"> · you</span>}
            </span>
          </HeadCell>
        ))}
      </TableHead>
      <TableBody>
        <tr>
          <td className="border-b border-border px-3 py-2 pl-4 align-top text-xs text-muted">What it is for</td>
          {ROLES.map((role) => (
            <td key={role} className="border-b border-border px-3 py-2 text-center align-top text-xs text-pretty text-muted">
              {roleSentence[role]}
            </td>
          ))}
        </tr>
        {verbGroups.map((group) => (
          <Fragment key={group.heading}>
            <tr>
              <th scope="colgroup" colSpan={ROLES.length + 1} className="border-b border-border bg-surface-sunken px-3 py-1 pl-4 text-left text-xs font-medium text-muted">
                {group.heading}
              </th>
            </tr>
            {group.verbs.map((verb) => (
              <Row key={verb}>
                <Cell className="h-8">{verbWords(verb)}</Cell>
                {ROLES.map((role) => (
                  <Cell key={role} align="center" className="h-8">
                    {may(role, verb) ? (
                      <Icon name="check" size={14} label="May" className="inline text-state-applied" />
                    ) : (
                      <span className="text-faint">
                        <span aria-hidden>–</span>
                        <span className="sr-only">May not</span>
                      </span>
                    )}
                  </Cell>
                ))}
              </Row>
            ))}
          </Fragment>
        ))}
      </TableBody>
    </Table>
  </Card>
);
