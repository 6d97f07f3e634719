import type { ReactNode } from 'react';
import { routeId } from '#app/route-id.ts';
import { FabricFrame } from '#components/fabric/fabric-frame.tsx';

interface LayoutProps {
  readonly params: Promise<{ readonly id: string }>;
  readonly children: ReactNode;
}

export default async function Layout({ params, children }: LayoutProps) {
  return <FabricFrame id={routeId((await params).id)}>{children}</FabricFrame>;
}
