import { paths } from '#app/paths.ts';
import { Blank } from '#components/ui/blank.tsx';
import { Link } from '#components/ui/link.tsx';

export default function NotFound() {
  return (
    <Blank icon="map-marker-question-outline" title="There is no page at this address">
      <p>It may have been deleted, or the address is wrong.</p>
      <Link className="btn btn-primary" href={paths.fabrics()}>
        Go to the fabrics
      </Link>
    </Blank>
  );
}
