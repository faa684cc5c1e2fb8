const notOfExtension = (catalog: string, oid: string): string =>
  `NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = '${catalog}'::regclass AND e.objid = ${oid} AND e.deptype = 'e')`;

/**
 * One query over any number of schemas ($1, text[]): a row for each object with (schema, kind, name, definition). Rows of kind '' are
 * no objects of the fingerprint, only names that the definitions of others may qualify.
 *
 * Left out on purpose: owner, oid, grants, the roles of policies, comments, statistics targets, storage parameters that
 * autovacuum tuning changes, extension members, NOT NULL constraints as named objects (PostgreSQL 18 has them, 15–17 do
 * not; the column says it), indexes that only carry a constraint, and everything that hangs on the history table ($2).
 *
 * pg_class has no index by schema, so everything is found through what depends on the schema, which has one: the cost
 * is that of the schemas asked for, not of the database. To be run with `plannerSettings`.
 */
export const objectsSql = `
WITH ns AS (
  SELECT oid, nspname FROM pg_namespace WHERE nspname = ANY ($1)
), dep AS (
  SELECT ns.nspname, d.classid, d.objid FROM ns
    JOIN pg_depend d ON d.refclassid = 'pg_namespace'::regclass AND d.refobjid = ns.oid AND d.deptype = 'n'
), rel AS (
  SELECT c.*, dep.nspname FROM dep JOIN pg_class c ON c.oid = dep.objid
   WHERE dep.classid = 'pg_class'::regclass AND NOT (c.relname = $2 AND c.relkind IN ('r', 'p'))
     AND ${notOfExtension('pg_class', 'c.oid')}
  UNION ALL
  SELECT c.*, dep.nspname FROM dep JOIN pg_type t ON t.oid = dep.objid JOIN pg_class c ON c.oid = t.typrelid
   WHERE dep.classid = 'pg_type'::regclass AND t.typtype = 'c' AND c.relkind = 'c' AND ${notOfExtension('pg_type', 't.oid')}
), fn AS (
  SELECT p.*, dep.nspname FROM dep JOIN pg_proc p ON p.oid = dep.objid
   WHERE dep.classid = 'pg_proc'::regclass AND ${notOfExtension('pg_proc', 'p.oid')}
), typ AS (
  SELECT t.*, dep.nspname FROM dep JOIN pg_type t ON t.oid = dep.objid
   WHERE dep.classid = 'pg_type'::regclass AND t.typtype IN ('e', 'd', 'r') AND ${notOfExtension('pg_type', 't.oid')}
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
SELECT nspname, 'index', x.relname, concat_ws(' ', pg_get_indexdef(x.oid), CASE WHEN NOT (i.indisvalid AND i.indisready) THEN 'invalid' END)
  FROM rel JOIN pg_index i ON i.indrelid = rel.oid JOIN pg_class x ON x.oid = i.indexrelid
 WHERE NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conrelid = i.indrelid AND c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x'))
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
SELECT dep.nspname, 'statistics', s.stxname, pg_get_statisticsobjdef(s.oid)
  FROM dep JOIN pg_statistic_ext s ON s.oid = dep.objid WHERE dep.classid = 'pg_statistic_ext'::regclass
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
UNION ALL
SELECT nspname, '', relname, NULL FROM rel WHERE relkind = 'c'
UNION ALL
SELECT nspname, '', m.typname, NULL FROM typ JOIN pg_range r ON r.rngtypid = typ.oid JOIN pg_type m ON m.oid = r.rngmultitypid
UNION ALL
SELECT dep.nspname, '', coalesce(t.typname, p.proname, c.collname, o.opcname), NULL
  FROM dep
  LEFT JOIN pg_type t ON dep.classid = 'pg_type'::regclass AND t.oid = dep.objid
  LEFT JOIN pg_proc p ON dep.classid = 'pg_proc'::regclass AND p.oid = dep.objid
  LEFT JOIN pg_collation c ON dep.classid = 'pg_collation'::regclass AND c.oid = dep.objid
  LEFT JOIN pg_opclass o ON dep.classid = 'pg_opclass'::regclass AND o.oid = dep.objid
 WHERE coalesce(t.oid, p.oid, c.oid, o.oid) IS NOT NULL
`;

/**
 * Without them the planner, which cannot know how few rows the schemas have, reads whole catalogs. One plan for all
 * tenants: to plan the query costs four times what it costs to run it.
 */
export const plannerSettings =
  'SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off; SET LOCAL enable_seqscan = off; ' +
  'SET LOCAL jit = off; SET LOCAL plan_cache_mode = force_generic_plan';
