import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { MCP_KINDS, type McpKind } from '../../../integrations/mcp-client/types.js';
import { answerOf, api, ApiProblem } from '../../api/client.js';
import type { Installation } from '../../layout/use-installation.js';
import { Button } from '../../ui/button.js';
import { DialogActions } from '../../ui/dialog.js';
import { Field, Input, Select } from '../../ui/field.js';
import { FormDialog } from '../../ui/form-dialog.js';
import { say } from '../../ui/toast.js';
import { useChanged } from '../../ui/unsaved.js';
import { words } from '../../words/en.js';

const { mcp } = words.settings;

/** Adds an MCP server to an installation. */
export function AddMcpServer({ installation, onClose }: { installation: Installation; onClose: () => void }) {
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [kind, setKind] = useState<McpKind>('other');
  const [url, setUrl] = useState('');
  const [authorization, setAuthorization] = useState('');
  const changed = useChanged([name.trim(), kind, url.trim(), authorization]);
  const add = useMutation({
    // Without a key: the body holds a secret.
    mutationFn: () =>
      answerOf(
        api['mcp-servers'].$post({
          query: {},
          json: {
            installation_id: installation.id,
            name,
            kind,
            url,
            authorization: authorization === '' ? null : authorization,
          },
        }),
      ),
    onSuccess: async (server) => {
      say(mcp.added(server.name));
      onClose();
      await client.invalidateQueries({ queryKey: ['settings', 'mcp'] });
    },
  });
  const errors = add.error instanceof ApiProblem ? add.error.errors : [];
  const wrong = (field: string) => errors.find((one) => one.field === `body.${field}`)?.detail ?? null;
  return (
    <FormDialog
      changed={changed}
      onClose={onClose}
      title={mcp.add}
      description={mcp.addHint(installation.account_login)}
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate();
        }}
      >
        <Field label={mcp.form.name} hint={mcp.form.nameHint} error={wrong('name')}>
          {(ids) => <Input {...ids} required value={name} onChange={({ target }) => setName(target.value)} />}
        </Field>
        <Field label={mcp.form.kind}>
          {(ids) => (
            <Select
              {...ids}
              value={kind}
              onChange={({ target }) => setKind(MCP_KINDS.find((one) => one === target.value) ?? 'other')}
            >
              {MCP_KINDS.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={mcp.form.url} error={wrong('url')}>
          {(ids) => (
            <Input
              {...ids}
              required
              type="url"
              placeholder="https://"
              value={url}
              onChange={({ target }) => setUrl(target.value)}
            />
          )}
        </Field>
        <Field label={mcp.form.authorization} hint={mcp.form.authorizationHint} error={wrong('authorization')}>
          {(ids) => (
            <Input
              {...ids}
              type="password"
              autoComplete="off"
              value={authorization}
              onChange={({ target }) => setAuthorization(target.value)}
            />
          )}
        </Field>
        {add.error !== null && errors.length === 0 && (
          <p role="alert" className="text-sm text-red">
            {add.error.message}
          </p>
        )}
        <DialogActions>
          <Button onClick={onClose}>{words.common.cancel}</Button>
          <Button type="submit" look="primary" busy={add.isPending}>
            {mcp.form.submit}
          </Button>
        </DialogActions>
      </form>
    </FormDialog>
  );
}
