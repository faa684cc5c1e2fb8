import type { CredentialView } from '@/lib/wire/servers-view';
import { Code } from '@/components/ui/code';
import { Time } from '@/components/ui/time';

/** What may be said of a secret: that there is one, since when, or which variable holds it. */
export const StoredCredential = ({ credential }: { readonly credential: CredentialView }) => {
  switch (credential.kind) {
    case 'none':
      return <>no password</>;
    case 'env':
      return (
        <>
          from <Code>env:{credential.name}</Code>
        </>
      );
    case 'password':
      return credential.sealedAt === null ? (
        <>password set, sealed</>
      ) : (
        <>
          password set, sealed <Time at={credential.sealedAt} />
        </>
      );
  }
};
