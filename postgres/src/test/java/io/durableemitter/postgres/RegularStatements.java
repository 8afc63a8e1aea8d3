package io.durableemitter.postgres;

import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The statements that an emitter runs all the time, as it runs them, on a table whose first rows
 * are pending: a page has 500 rows.
 */
final class RegularStatements {

  static final int PAGE = 500;

  /** Rows that a look at the whole queue may count. */
  static final int COUNTED = QueueTally.EXACT_COUNT_LIMIT + 1;

  private static final String BYTES = "bigint 1000000000";
  private static final String OWNER = "uuid '" + new UUID(0, 1) + "'";
  private static final String LEASE = "bigint 60000000";
  private static final String HOUR = "bigint 3600000000";
  private static final String NOTHING = "bigint 0";
  private static final String ROWS = "int " + PAGE;
  private static final String IDS = "bigint[] '{" + each("%d", 1) + "}'";
  private static final String NEW_IDS = "bigint[] '{" + each("%d", 1_000_000_000_000L) + "}'";
  private static final String DELAYS = "bigint[] '{" + each("1000", 1) + "}'";
  private static final String PAYLOADS = "bytea[] '{" + each("\"\\\\x00\"", 1) + "}'";
  private static final String KEYS = "bigint[] '{" + each("%d", 1) + "}'";
  private static final String TEXTS = "text[] '{" + each("text", 1) + "}'";
  private static final String TRUTHS = "bool[] '{" + each("true", 1) + "}'";

  private final String table;

  RegularStatements(String table) {
    this.table = table;
  }

  private static String each(String format, long first) {
    return LongStream.range(first, first + PAGE)
        .mapToObj(format::formatted)
        .collect(Collectors.joining(","));
  }

  List<PlannedStatement> all() {
    return Stream.of(inserts(), claims(), removals(), scans(), windows(), looks())
        .flatMap(List::stream)
        .toList();
  }

  private static PlannedStatement one(String name, String text, String... arguments) {
    return new PlannedStatement(name, text, List.of(arguments));
  }

  private List<PlannedStatement> inserts() {
    String sequence = "text pg_get_serial_sequence('" + table + "', 'id')";
    return List.of(
        one("PLAIN insert", InsertSql.PLAIN.insert(), NEW_IDS, PAYLOADS),
        one("PLAIN whole", InsertSql.PLAIN.insertWhole(), NEW_IDS, PAYLOADS, ROWS),
        one("PLAIN again", InsertSql.PLAIN.insertAgain(), NEW_IDS, PAYLOADS, ROWS),
        one("ORDERED insert", InsertSql.ORDERED.insert(), NEW_IDS, PAYLOADS, KEYS),
        one("ORDERED whole", InsertSql.ORDERED.insertWhole(), NEW_IDS, PAYLOADS, KEYS, ROWS),
        one("ORDERED again", InsertSql.ORDERED.insertAgain(), NEW_IDS, PAYLOADS, KEYS, ROWS),
        one(
            "INSERT_ONE_IN_TRANSACTION",
            QueueSql.INSERT_ONE_IN_TRANSACTION,
            sequence,
            "bytea '\\x00'",
            "bigint 1",
            NOTHING,
            sequence),
        one("INSERT_IN_TRANSACTION", QueueSql.INSERT_IN_TRANSACTION, PAYLOADS, KEYS, NOTHING, ROWS),
        one("NEXT_IDS", QueueSql.NEXT_IDS, sequence, ROWS),
        one("TAKE_BACK", QueueSql.TAKE_BACK, IDS));
  }

  private static List<PlannedStatement> claims() {
    return List.of(
        page("CLAIM", ClaimSql.CLAIM, NOTHING, ROWS, BYTES, OWNER, LEASE),
        page("CLAIM_ORDERED", ClaimSql.CLAIM_ORDERED, NOTHING, ROWS, BYTES, OWNER, LEASE),
        one("CLAIM_IDS", ClaimSql.CLAIM_IDS, IDS, BYTES, OWNER, LEASE),
        one("CLAIM_IDS_ORDERED", ClaimSql.CLAIM_IDS_ORDERED, IDS, BYTES, OWNER, LEASE),
        one("NEXT_IN_ORDER", ClaimSql.NEXT_IN_ORDER, KEYS),
        one("WAITING_IN_GROUPS", QueueSql.WAITING_IN_GROUPS, "bigint[] '{0,1,2,3,4,5,6}'"),
        one("RENEW", ClaimSql.RENEW, IDS, OWNER, OWNER, LEASE),
        one("RELEASE", ClaimSql.RELEASE, IDS, OWNER),
        one("RELEASE_UNREACHED", ClaimSql.RELEASE_UNREACHED, IDS, OWNER, "text 'no answer'"),
        one("BACK_OFF", ClaimSql.BACK_OFF, IDS, OWNER, IDS, DELAYS, TEXTS));
  }

  private static List<PlannedStatement> removals() {
    return List.of(
        one("REMOVE", ClaimSql.REMOVE, IDS),
        one("REMOVE_FENCED", ClaimSql.REMOVE_FENCED, IDS, OWNER),
        one("MARK", ClaimSql.MARK, IDS),
        one("MARK_FENCED", ClaimSql.MARK_FENCED, IDS, OWNER),
        one(
            "MOVE_TO_DEAD_LETTERS",
            DeadLetterSql.MOVE_TO_DEAD_LETTERS,
            IDS,
            OWNER,
            IDS,
            TEXTS,
            TEXTS,
            TEXTS,
            TEXTS,
            TEXTS,
            TEXTS,
            TRUTHS));
  }

  private static List<PlannedStatement> scans() {
    return List.of(
        page("LIST_PENDING", QueueSql.LIST_PENDING, NOTHING, ROWS, BYTES),
        page("LIST", BrowseSql.LIST, NOTHING, ROWS, BYTES),
        page("DELETE_EXPIRED", QueueSql.DELETE_EXPIRED, NOTHING, ROWS),
        page("PURGE", QueueSql.PURGE, NOTHING, ROWS),
        one("PURGE of dead letters", DeadLetterSql.PURGE, NOTHING, ROWS));
  }

  /** Those that find nothing in a window, for no row is old enough. */
  private static List<PlannedStatement> windows() {
    return List.of(
        window("CLAIM", ClaimSql.CLAIM, HOUR, ROWS, BYTES, OWNER, LEASE),
        window("CLAIM_ORDERED", ClaimSql.CLAIM_ORDERED, HOUR, ROWS, BYTES, OWNER, LEASE),
        window("LIST_PENDING", QueueSql.LIST_PENDING, HOUR, ROWS, BYTES),
        window("DELETE_EXPIRED", QueueSql.DELETE_EXPIRED, HOUR, ROWS),
        window("PURGE", QueueSql.PURGE, HOUR, ROWS));
  }

  private List<PlannedStatement> looks() {
    String counted = "int " + COUNTED;
    return List.of(
        page("LAST_OF_ROWS", QueueSql.LAST_OF_ROWS, "int " + (Scan.MOST_ROWS - 1)),
        page("LOW_WATER", QueueSql.LOW_WATER, "text '" + table + "'"),
        page(
            "OBSERVE", QueueSql.OBSERVE, counted, LEASE, LEASE, NOTHING, "bigint 1000000", counted),
        page("LEASES", BrowseSql.LEASES, counted),
        one("FIND", BrowseSql.FIND, "bigint 1"),
        one("LAST_ID", BrowseSql.LAST_ID, "text '" + table + "'"),
        one("COUNT_BY_REASON", DeadLetterSql.COUNT_BY_REASON, "bigint " + COUNTED));
  }

  /** One that walks over all ids until it has a page. */
  private static PlannedStatement page(String name, String text, String... arguments) {
    return upTo(Long.MAX_VALUE, name, text, arguments);
  }

  private static PlannedStatement window(String name, String text, String... arguments) {
    return upTo(WindowSize.FIRST, name, text, arguments);
  }

  private static PlannedStatement upTo(long last, String name, String text, String... arguments) {
    return new PlannedStatement(
        name,
        text,
        Stream.concat(Stream.of(NOTHING, "bigint " + last), Stream.of(arguments)).toList());
  }
}
