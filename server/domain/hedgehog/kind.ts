import type { ColumnValue } from './column-values.ts';

export interface KindColumn {
  readonly title: string;
  readonly value: ColumnValue;
  /** Only in wide tables, as `kubectl get -o wide` has it. */
  readonly wide?: true;
}

export interface KindEntry {
  readonly kind: string;
  readonly group: string;
  readonly version: string;
  /** In URLs of the API server. */
  readonly plural: string;
  readonly shortNames: readonly string[];
  readonly title: string;
  readonly titlePlural: string;
  /** Written under write scope `tenant`; the others only under `all`. */
  readonly tenant: boolean;
  /** Made and kept by Hedgehog's own controllers: read for status, never written, never pruned. */
  readonly controllerOwned: boolean;
  /** The spec holds password hashes or registry credentials: never stored, logged or shown. */
  readonly specIsSecret: boolean;
  /** Rank of creation; real order goes by object (references.ts), this breaks ties and sorts lists. */
  readonly order: number;
  readonly columns: readonly KindColumn[];
}

export const column = (title: string, value: ColumnValue): KindColumn => ({ title, value });
export const wide = (title: string, value: ColumnValue): KindColumn => ({ title, value, wide: true });
