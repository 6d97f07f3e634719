import Link from 'next/link';
import { paths } from '#app/paths.ts';

export function Brand() {
  return (
    <Link href={paths.fabrics()} className="brand" prefetch={false}>
      <img src="/icon.svg" alt="" width={26} height={26} />
      Fabric Sync
    </Link>
  );
}
