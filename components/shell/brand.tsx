import { paths } from '#app/paths.ts';
import { Link } from '#components/ui/link.tsx';

export function Brand() {
  return (
    <Link href={paths.fabrics()} className="brand">
      <img src="/icon.svg" alt="" width={26} height={26} />
      Fabric Sync
    </Link>
  );
}
