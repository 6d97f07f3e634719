'use client';

import { createContext, use } from 'react';
import type { Fabric } from '#server/domain/wire/fabric.ts';

export const FabricContext = createContext<Fabric | null>(null);

/** The fabric whose page this is. */
export function useShownFabric(): Fabric {
  const fabric = use(FabricContext);
  if (fabric === null) throw new Error('useShownFabric outside of a fabric page');
  return fabric;
}
