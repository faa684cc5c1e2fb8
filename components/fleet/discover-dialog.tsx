'use client';

import { useState } from 'react';
import { useAction } from '@/lib/client/use-action';
import { useCommand } from '@/lib/client/use-command';
import { useView } from '@/lib/client/use-view';
import { findTenantsAction } from '@/lib/server/actions/tenants';
import { plural } from '@/lib/wire/fact-text';
import type { FleetRow } from '@/lib/wire/fleet-view';
import type { TenantChoices } from '@/lib/wire/tenant-view';
import { FoundList, foundId, type Found } from '@/components/fleet/found-list';
import { RefusalNote } from '@/components/shell/refusal-note';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Dialog } from '@/components/ui/dialog';
import { Select } from '@/components/ui/select';
import { TextField } from '@/components/ui/text-field';
import { toast } from '@/components/ui/toast';

export interface DiscoverDialogProps {
  readonly changelog: string | null;
  /** Key of the server to look on first. */
  readonly server?: string | undefined;
  readonly onClose: () => void;
}

/** Looks on a server, shows what is there, registers what is chosen. */
export const DiscoverDialog = ({ changelog, server, onClose }: DiscoverDialogProps) => {
  const { data: choices } = useView<TenantChoices>({ url: '/api/views/tenant-choices', topics: [] });
  return choices === undefined ? null : (
    <DiscoverForm choices={choices} changelog={changelog} server={server} onClose={onClose} />
  );
};

const DiscoverForm = ({
  choices,
  changelog,
  server,
  onClose,
}: DiscoverDialogProps & { readonly choices: TenantChoices }) => {
  const find = useAction(findTenantsAction);
  const register = useCommand<{ readonly registered: number }>('/api/commands/discover-tenants');
  const [serverId, setServerId] = useState(
    (choices.servers.find(({ key }) => key === server) ?? choices.servers[0])?.id ?? '',
  );
  const [databasePattern, setDatabasePattern] = useState('*');
  const [schemaPattern, setSchemaPattern] = useState('*');
  const [onlyWithHistory, setOnlyWithHistory] = useState(true);
  const [changelogKey, setChangelogKey] = useState(changelog ?? choices.changelogs[0]?.key ?? '');
  const [tier, setTier] = useState('standard');
  const [region, setRegion] = useState('default');
  const [criticality, setCriticality] = useState<FleetRow['criticality']>('normal');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());

  const found = find.result?.ok === true ? find.result.value : null;
  const free = found?.found.filter((one) => one.registeredKey === null) ?? [];
  const picked = free.filter((one) => chosen.has(foundId(one)));

  const look = async () => {
    register.reset();
    const result = await find.run({ serverId, databasePattern, schemaPattern, onlyWithHistory });
    if (!result.ok) return;
    // With a history table it is a tenant; without one a person has to say so.
    setChosen(
      new Set(result.value.found.filter((one) => one.registeredKey === null && one.hasHistory).map(foundId)),
    );
  };
  const take = async () => {
    const result = await register.run({
      serverId,
      changelogKey,
      tier,
      region,
      criticality,
      found: picked.map((one: Found) => ({
        key: one.suggestedKey,
        name: one.suggestedKey,
        database: one.database,
        schema: one.schema,
      })),
    });
    if (!result.ok) return;
    toast.success(`Registered ${plural(result.value.registered, 'tenant')}`, {
      description: 'Workers read their versions next.',
    });
    onClose();
  };
  const refusal = [find.result, register.result].find((result) => result?.ok === false);

  return (
    <Dialog
      open
      onOpenChange={onClose}
      width="lg"
      title="Discover tenants"
      description="Looks through the databases of a server for schemas that carry a history table. Nothing is changed there."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          {found !== null && (
            <Button
              variant="primary"
              pending={register.pending}
              pendingLabel="Registering…"
              disabledReason={
                picked.length === 0
                  ? 'Choose at least one'
                  : changelogKey === ''
                    ? 'Publish a release first: tenants follow its changelog'
                    : undefined
              }
              onClick={() => void take()}
            >
              Register {plural(picked.length, 'tenant')}
            </Button>
          )}
        </>
      }
    >
      <form
        className="grid gap-3 sm:grid-cols-2"
        onSubmit={(event) => {
          event.preventDefault();
          void look();
        }}
      >
        <Select
          label="Server"
          className="sm:col-span-2"
          value={serverId}
          options={choices.servers.map(({ id, name, key, environment }) => ({
            value: id,
            label: `${name} (${key}, ${environment})`,
          }))}
          onChange={(event) => setServerId(event.currentTarget.value)}
        />
        <TextField
          label="Databases"
          mono
          hint="* any letters, ? one letter"
          value={databasePattern}
          onChange={(event) => setDatabasePattern(event.currentTarget.value)}
        />
        <TextField
          label="Schemas"
          mono
          hint="For example tenant_*"
          value={schemaPattern}
          onChange={(event) => setSchemaPattern(event.currentTarget.value)}
        />
        <Checkbox label="Only with a history table" checked={onlyWithHistory} onChange={setOnlyWithHistory} />
        <span className="sm:text-right">
          <Button
            type="submit"
            variant={found === null ? 'primary' : 'secondary'}
            icon="search"
            pending={find.pending}
            pendingLabel="Looking…"
            disabledReason={serverId === '' ? 'Connect a server first' : undefined}
          >
            {found === null ? 'Look' : 'Look again'}
          </Button>
        </span>
      </form>
      {refusal?.ok === false && <RefusalNote refusal={refusal.refusal} />}
      {found !== null && (
        <>
          <FoundList found={found.found} unread={found.unread} chosen={chosen} onChoose={setChosen} />
          {free.length > 0 && (
            <fieldset className="grid gap-3 sm:grid-cols-4">
              <legend className="mb-2 font-medium">For all that you register</legend>
              <Select
                label="Changelog"
                value={changelogKey}
                options={choices.changelogs.map(({ key, name }) => ({ value: key, label: name }))}
                onChange={(event) => setChangelogKey(event.currentTarget.value)}
              />
              <TextField label="Tier" value={tier} onChange={(event) => setTier(event.currentTarget.value)} />
              <TextField
                label="Region"
                value={region}
                onChange={(event) => setRegion(event.currentTarget.value)}
              />
              <Select
                label="Criticality"
                value={criticality}
                options={['low', 'normal', 'high', 'critical'].map((value) => ({ value, label: value }))}
                onChange={(event) => setCriticality(event.currentTarget.value)}
              />
            </fieldset>
          )}
        </>
      )}
    </Dialog>
  );
};
