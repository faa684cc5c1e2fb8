/**
 * One query over any number of schemas: a row for each object with (schema, kind, name, definition). `$1` holds schema
 * names, `$2` the names of history tables to leave out.
 *
 * Left out on purpose: owner, oid, grants, the roles of policies, comments, statistics targets, storage parameters that autovacuum tuning
 * changes, extension members, NOT NULL constraints as named objects (PostgreSQL 18 has them, 15–17 do not; the column
 * says it), indexes that only carry a constraint, and everything that hangs on the history table.
 */
export const objectsSql = `
WITH ns AS (
  SELECT oid, nspname FROM pg_namespace WHERE nspname = ANY ($1::text[])
), ext AS (
  SELECT classid, objid FROM pg_depend WHERE deptype = 'e' AND refclassid = 'pg_extension'::regclass
), rel AS (
  SELECT c.*, ns.nspname FROM pg_class c JOIN ns ON ns.oid = c.relnamespace
   WHERE NOT (c.relname = ANY ($2::text[]) AND c.relkind IN ('r', 'p'))
     AND NOT EXISTS (SELECT FROM ext WHERE classid = 'pg_class'::regclass AND objid = c.oid)
     AND NOT EXISTS (SELECT FROM pg_index i JOIN pg_class h ON h.oid = i.indrelid
                      WHERE i.indexrelid = c.oid AND h.relname = ANY ($2::text[]) AND h.relkind IN ('r', 'p'))
), fn AS (
  SELECT p.*, ns.nspname FROM pg_proc p JOIN ns ON ns.oid = p.pronamespace
   WHERE NOT EXISTS (SELECT FROM ext WHERE classid = 'pg_proc'::regclass AND objid = p.oid)
), typ AS (
  SELECT t.*, ns.nspname FROM pg_type t JOIN ns ON ns.oid = t.typnamespace
   WHERE t.typtype IN ('e', 'd', 'r') AND NOT EXISTS (SELECT FROM ext WHERE classid = 'pg_type'::regclass AND objid = t.oid)
)
SELECT nspname AS schema, 'table' AS kind, relname::text AS name,
       concat_ws(' ', CASE relkind WHEN 'p' THEN 'partitioned' WHEN 'f' THEN 'foreign' END,
         CASE relpersistence WHEN 'u' THEN 'unlogged' END,
         CASE WHEN relkind = 'p' THEN 'by ' || pg_get_partkeydef(oid) END,
         CASE WHEN relispartition THEN pg_get_expr(relpartbound, oid) END,
         (SELECT 'inherits ' || string_agg(p.relname, ',' ORDER BY i.inhseqno)
            FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent WHERE i.inhrelid = rel.oid),
         CASE WHEN relrowsecurity THEN 'row security' END, CASE WHEN relforcerowsecurity THEN 'forced' END,
         CASE relreplident WHEN 'f' THEN 'replica identity full' WHEN 'n' THEN 'replica identity nothing' END) AS definition
  FROM rel WHERE relkind IN ('r', 'p', 'f')
UNION ALL
SELECT nspname, CASE relkind WHEN 'v' THEN 'view' ELSE 'materialized view' END, relname,
       concat_ws(' ', pg_get_viewdef(oid), (SELECT string_agg(o, ',' ORDER BY o) FROM unnest(reloptions) o))
  FROM rel WHERE relkind IN ('v', 'm')
UNION ALL
SELECT nspname, 'sequence', relname,
       concat_ws(' ', format_type(s.seqtypid, NULL), 'start', s.seqstart, 'by', s.seqincrement, 'min', s.seqmin, 'max',
         s.seqmax, 'cache', s.seqcache, CASE WHEN s.seqcycle THEN 'cycle' END,
         (SELECT 'owned by ' || o.relname || '.' || a.attname FROM pg_depend d
            JOIN pg_class o ON o.oid = d.refobjid JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
           WHERE d.classid = 'pg_class'::regclass AND d.objid = rel.oid AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0 LIMIT 1))
  FROM rel JOIN pg_sequence s ON s.seqrelid = rel.oid
UNION ALL
SELECT nspname, 'column', relname || '.' || a.attname,
       concat_ws(' ', 'at ' || row_number() OVER (PARTITION BY a.attrelid ORDER BY a.attnum), format_type(a.atttypid, a.atttypmod),
         CASE WHEN a.attnotnull THEN 'not null' END,
         CASE a.attidentity WHEN 'a' THEN 'identity always' WHEN 'd' THEN 'identity by default' END,
         CASE a.attgenerated WHEN 's' THEN 'stored' WHEN 'v' THEN 'virtual' END,
         CASE WHEN d.oid IS NOT NULL THEN 'default ' || pg_get_expr(d.adbin, d.adrelid) END,
         CASE WHEN a.attcollation <> 0 AND a.attcollation <> t.typcollation
              THEN 'collate ' || (SELECT quote_ident(collname) FROM pg_collation WHERE oid = a.attcollation) END)
  FROM rel JOIN pg_attribute a ON a.attrelid = rel.oid AND a.attnum > 0 AND NOT a.attisdropped
  JOIN pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
 WHERE relkind IN ('r', 'p', 'f', 'v', 'm', 'c')
UNION ALL
SELECT nspname, 'constraint', relname || '.' || c.conname, pg_get_constraintdef(c.oid)
  FROM rel JOIN pg_constraint c ON c.conrelid = rel.oid WHERE c.contype IN ('p', 'u', 'f', 'c', 'x')
UNION ALL
SELECT nspname, 'index', relname, concat_ws(' ', pg_get_indexdef(oid), CASE WHEN NOT i.indisvalid THEN 'invalid' END)
  FROM rel JOIN pg_index i ON i.indexrelid = rel.oid
 WHERE NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x'))
UNION ALL
SELECT nspname, 'trigger', relname || '.' || t.tgname,
       concat_ws(' ', pg_get_triggerdef(t.oid), CASE t.tgenabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'replica' WHEN 'A' THEN 'always' END)
  FROM rel JOIN pg_trigger t ON t.tgrelid = rel.oid WHERE NOT t.tgisinternal
UNION ALL
SELECT nspname, 'rule', relname || '.' || r.rulename, pg_get_ruledef(r.oid)
  FROM rel JOIN pg_rewrite r ON r.ev_class = rel.oid WHERE r.rulename <> '_RETURN'
UNION ALL
SELECT nspname, 'policy', relname || '.' || p.polname,
       concat_ws(' ', p.polcmd, CASE WHEN NOT p.polpermissive THEN 'restrictive' END,
         'using ' || pg_get_expr(p.polqual, p.polrelid), 'check ' || pg_get_expr(p.polwithcheck, p.polrelid))
  FROM rel JOIN pg_policy p ON p.polrelid = rel.oid
UNION ALL
SELECT ns.nspname, 'statistics', s.stxname, pg_get_statisticsobjdef(s.oid)
  FROM pg_statistic_ext s JOIN ns ON ns.oid = s.stxnamespace
UNION ALL
SELECT nspname, CASE prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE 'function' END,
       proname || '(' || pg_get_function_identity_arguments(oid) || ')',
       CASE prokind WHEN 'a' THEN (SELECT concat_ws(' ', a.aggtransfn, a.aggfinalfn, format_type(a.aggtranstype, NULL), a.agginitval)
                                     FROM pg_aggregate a WHERE a.aggfnoid = fn.oid)
                    ELSE pg_get_functiondef(oid) END
  FROM fn
UNION ALL
SELECT nspname, CASE typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' ELSE 'range' END, typname,
       CASE typtype
         WHEN 'e' THEN (SELECT string_agg(quote_literal(enumlabel), ',' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = typ.oid)
         WHEN 'd' THEN concat_ws(' ', format_type(typbasetype, typtypmod), CASE WHEN typnotnull THEN 'not null' END,
           'default ' || typdefault,
           (SELECT string_agg(conname || ' ' || pg_get_constraintdef(c.oid), ',' ORDER BY conname) FROM pg_constraint c
             WHERE c.contypid = typ.oid AND c.contype = 'c'))
         ELSE (SELECT format_type(rngsubtype, NULL) FROM pg_range WHERE rngtypid = typ.oid) END
  FROM typ
`;
