import Link from 'next/link';
import { plural } from '@/lib/wire/fact-text';
import type { ServerView } from '@/lib/wire/servers-view';
import { fleetOf } from '@/components/servers/server-words';

const link = 'text-accent underline-offset-4 hover:underline';

/** How many tenants, leading to them: one link a product, as the fleet shows one at a time. */
export const TenantsLinks = ({ server }: { readonly server: ServerView }) => {
  const { key, products, tenants } = server;
  const [only] = products;
  if (only === undefined) return <span className="text-muted">none</span>;
  if (products.length === 1) {
    return (
      <Link
        href={fleetOf(key, only.key)}
        className={link}
        aria-label={`${plural(tenants, 'tenant')} of ${server.name}`}
      >
        {tenants.toLocaleString('en')}
      </Link>
    );
  }
  return (
    <span className="flex flex-col">
      {products.map((product) => (
        <Link key={product.key} href={fleetOf(key, product.key)} className={link}>
          {product.tenants.toLocaleString('en')} {product.name}
        </Link>
      ))}
    </span>
  );
};
