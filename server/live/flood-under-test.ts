import postgres from 'postgres';

/** A process that reports progress of one fabric's run as fast as the database takes it: `<url> <fabric> <run> <reports>`. */
const [url = '', fabric, run, reports] = process.argv.slice(2);
const sql = postgres(url, { max: 1, onnotice: () => {} });
for (let report = 1; report <= Number(reports); report += 1) {
  const percentage = Math.floor((report / Number(reports)) * 100);
  await sql.begin(async (tx) => {
    await tx`
      update runs set progress = jsonb_set(progress, '{percentage}',
        to_jsonb(greatest((progress->>'percentage')::int, ${percentage}::int)))
      where id = ${Number(run)}`;
    await tx`select pg_notify('fabric_sync', ${JSON.stringify({ t: 'progress', id: Number(fabric) })})`;
  });
}
await sql.end();
