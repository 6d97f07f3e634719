import type { ReactNode } from 'react';
import { Icon } from '#components/ui/icon.tsx';

export interface Column<Row> {
  readonly id: string;
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  /** number, nowrap, actions; wide = full width on a phone, heading = first there, minor = left out on tablets. */
  readonly className?: string;
  /** Field by which the API can order. */
  readonly ordering?: string;
}

interface DataTableProps<Row> {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string | number;
  readonly ordering?: string;
  readonly onOrder?: (field: string) => void;
}

function ariaSort(field: string | undefined, ordering: string): 'ascending' | 'descending' | undefined {
  if (field === undefined) return undefined;
  if (ordering === field) return 'ascending';
  return ordering === `-${field}` ? 'descending' : undefined;
}

/** A dense table from columns as data; on a phone each row is a card. */
export function DataTable<Row>({
  label,
  columns,
  rows,
  rowKey,
  ordering = '',
  onOrder,
}: DataTableProps<Row>) {
  return (
    <div className="rows-scroll">
      <table className="rows" aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.id}
                scope="col"
                className={column.className}
                aria-sort={ariaSort(column.ordering, ordering)}
              >
                <ColumnTitle column={column} ordering={ordering} onOrder={onOrder} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map((column) => (
                <td key={column.id} className={column.className} data-label={column.title}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface ColumnTitleProps<Row> {
  readonly column: Column<Row>;
  readonly ordering: string;
  readonly onOrder: ((field: string) => void) | undefined;
}

function ColumnTitle<Row>({ column, ordering, onOrder }: ColumnTitleProps<Row>) {
  const { ordering: field, title } = column;
  if (field === undefined || onOrder === undefined) return title;
  const sort = ariaSort(field, ordering);
  return (
    <button type="button" className="sort" onClick={() => onOrder(field)}>
      {title}
      <Icon
        name={
          sort === 'ascending' ? 'arrow-up' : sort === 'descending' ? 'arrow-down' : 'unfold-more-horizontal'
        }
      />
    </button>
  );
}
