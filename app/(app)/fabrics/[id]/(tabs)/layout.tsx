import type { ReactNode } from 'react';
import { paths } from '#app/paths.ts';
import { routeId } from '#app/route-id.ts';
import { requireSession } from '#app/session.ts';
import { FabricFrame } from '#components/fabric/fabric-frame.tsx';

interface LayoutProps {
  readonly params: Promise<{ readonly id: string }>;
  readonly children: ReactNode;
}

/** Asks for the session here, not in the tabs: they are rendered only once the frame has the fabric. */
export default async function Layout({ params, children }: LayoutProps) {
  const id = routeId((await params).id);
  await requireSession(paths.fabric(id));
  return <FabricFrame id={id}>{children}</FabricFrame>;
}
