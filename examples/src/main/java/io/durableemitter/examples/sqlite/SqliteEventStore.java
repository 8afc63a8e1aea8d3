package io.durableemitter.examples.sqlite;

import io.durableemitter.api.DeadLetter;
import io.durableemitter.api.DeadLetterFilter;
import io.durableemitter.api.Payload;
import io.durableemitter.spi.BackOff;
import io.durableemitter.spi.ClaimedEvent;
import io.durableemitter.spi.DeadLetterRequest;
import io.durableemitter.spi.DurableEvent;
import io.durableemitter.spi.DurableEventStore;
import io.durableemitter.spi.DurableQueueStats;
import io.durableemitter.spi.Page;
import io.durableemitter.spi.PageRequest;
import io.durableemitter.spi.PendingCursor;
import io.durableemitter.spi.Slice;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Keeps events in a SQLite file, for one process, such as a device at the edge. The contracts of
 * the testkit prove it; a commit is on the disk when it returns.
 */
public final class SqliteEventStore implements DurableEventStore, AutoCloseable {

  private static final String EXPIRE =
      "DELETE FROM events WHERE id IN (SELECT id FROM events WHERE created_at < ? AND leased_until"
          + " <= ? ORDER BY id LIMIT ?)";
  private static final String OBSERVE =
      "SELECT count(*), coalesce(sum(length(payload)), 0), coalesce(min(created_at), ?),"
          + " count(*) FILTER (WHERE created_at <= ? AND created_at >= ?) FROM events";

  private final SqliteFile file;
  private final SqliteClaims claims;
  private final SqliteDeadLetters deadLetters;

  /** Opens the file, or makes it. */
  public SqliteEventStore(Path path, Clock clock) {
    file = new SqliteFile(path, clock);
    claims = new SqliteClaims(file);
    deadLetters = new SqliteDeadLetters(file);
  }

  @Override
  public long[] insertBatch(List<Payload> payloads) {
    long now = SqliteFile.micros(file.now());
    return file.transaction(
        () -> {
          long[] ids = new long[payloads.size()];
          for (int i = 0; i < ids.length; i++) {
            file.update(
                "INSERT INTO events (payload, created_at) VALUES (?, ?)",
                payloads.get(i).unsafeBytes(),
                now);
            ids[i] = file.query(row -> row.getLong(1), "SELECT last_insert_rowid()").get(0);
          }
          return ids;
        });
  }

  @Override
  public int markDeliveredBatch(long[] ids) {
    return file.each(ids, id -> file.update("DELETE FROM events WHERE id = ?", id));
  }

  /** What was delivered is not kept. */
  @Override
  public Slice purgeDelivered(PendingCursor after, int limit) {
    return new Slice(0, PendingCursor.START, false);
  }

  @Override
  public Page<DurableEvent> listPending(PageRequest request) {
    Page<ClaimedEvent> page = file.transaction(() -> SqliteRows.page(file, request, true));
    return new Page<>(
        page.rows().stream().map(ClaimedEvent::event).toList(), page.next(), page.more());
  }

  @Override
  public Slice deleteExpired(Duration ttl, PendingCursor after, int limit) {
    Instant now = file.now();
    int count =
        file.transaction(
            () ->
                file.update(
                    EXPIRE, SqliteFile.micros(now.minus(ttl)), SqliteFile.micros(now), limit));
    return new Slice(count, PendingCursor.START, count == limit);
  }

  @Override
  public Instant currentTime() {
    return file.now();
  }

  @Override
  public void probe() {
    var unused =
        file.transaction(
            () -> file.update("INSERT INTO events (payload, created_at) SELECT '', 0 WHERE false"));
  }

  @Override
  public DurableQueueStats observeQueue(Duration ttl, Duration nearExpiryLead) {
    long now = SqliteFile.micros(file.now());
    long oldest = SqliteFile.micros(file.now().minus(ttl));
    long near = SqliteFile.micros(file.now().minus(ttl).plus(nearExpiryLead));
    return file.transaction(
        () ->
            file.query(
                    row ->
                        new DurableQueueStats(
                            row.getLong(1),
                            row.getLong(1),
                            row.getLong(2),
                            Duration.between(SqliteFile.time(row.getLong(3)), SqliteFile.time(now)),
                            row.getLong(4),
                            false),
                    OBSERVE,
                    now,
                    near,
                    oldest)
                .get(0));
  }

  @Override
  public Page<ClaimedEvent> claim(UUID owner, Duration lease, PageRequest request) {
    return claims.claim(owner, lease, request);
  }

  @Override
  public List<ClaimedEvent> claim(UUID owner, Duration lease, long[] ids, long maxBytes) {
    return claims.claim(owner, lease, ids, maxBytes);
  }

  @Override
  public long[] renewClaims(UUID owner, long[] ids, Duration lease) {
    return claims.renewClaims(owner, ids, lease);
  }

  @Override
  public int releaseClaims(UUID owner, long[] ids) {
    return claims.releaseClaims(owner, ids);
  }

  @Override
  public int releaseUnreached(UUID owner, long[] ids, String error) {
    return claims.releaseUnreached(owner, ids, error);
  }

  @Override
  public int markDeliveredBatch(UUID owner, long[] ids) {
    return claims.markDeliveredBatch(owner, ids);
  }

  @Override
  public int backOff(UUID owner, List<BackOff> backOffs) {
    return claims.backOff(owner, backOffs);
  }

  @Override
  public int moveToDeadLetters(UUID owner, List<DeadLetterRequest> requests) {
    return deadLetters.moveToDeadLetters(owner, requests);
  }

  @Override
  public List<DeadLetter> listDeadLetters(
      DeadLetterFilter filter, long afterId, int limit, long maxBytes) {
    return deadLetters.listDeadLetters(filter, afterId, limit, maxBytes);
  }

  @Override
  public Optional<DeadLetter> findDeadLetter(long id) {
    return deadLetters.findDeadLetter(id);
  }

  @Override
  public long countDeadLetters(DeadLetterFilter filter) {
    return deadLetters.countDeadLetters(filter);
  }

  @Override
  public long lastDeadLetterId() {
    return deadLetters.lastDeadLetterId();
  }

  @Override
  public int redrive(DeadLetterFilter filter, int limit) {
    return deadLetters.redrive(filter, limit);
  }

  @Override
  public int discardDeadLetters(DeadLetterFilter filter, int limit) {
    return deadLetters.discardDeadLetters(filter, limit);
  }

  @Override
  public int purgeDeadLetters(Duration retention, int limit) {
    return deadLetters.purgeDeadLetters(retention, limit);
  }

  /** Makes a row older, for the test of the contract. */
  void age(long id, Duration age) {
    var unused =
        file.transaction(
            () ->
                file.update(
                    "UPDATE events SET created_at = created_at - ? WHERE id = ?",
                    age.toNanos() / 1_000,
                    id));
  }

  @Override
  public void close() {
    file.close();
  }
}
