'use client';

import { paths } from '#app/paths.ts';
import { useFabricsOf } from '#components/fabric/fabric-queries.ts';
import { StatusIndicator } from '#components/fabric/status-indicator.tsx';
import { Card } from '#components/ui/card.tsx';
import { Link } from '#components/ui/link.tsx';
import { QueryView } from '#components/ui/query-view.tsx';
import type { Repository } from '#server/domain/wire/repository.ts';

/** Which fabrics take their desired state from here. */
export function FabricsOfRepository({ repository }: { readonly repository: Repository }) {
  return (
    <Card title="Fabrics">
      <QueryView query={useFabricsOf(repository.id)} what="fabrics" lines={2}>
        {(fabrics) =>
          fabrics.length === 0 ? (
            <div className="card-body text-muted">
              None uses it yet. <Link href={paths.newFabric()}>Add a fabric</Link> and name this repository.
            </div>
          ) : (
            <ul className="steps-list">
              {fabrics.map((fabric) => (
                <li key={fabric.id} className="fabric-line">
                  <Link className="name" href={paths.fabric(fabric.id)}>
                    {fabric.name}
                  </Link>
                  <span className="mono text-muted name">{fabric.gitops_directory}</span>
                  <StatusIndicator fabric={fabric} />
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
    </Card>
  );
}
