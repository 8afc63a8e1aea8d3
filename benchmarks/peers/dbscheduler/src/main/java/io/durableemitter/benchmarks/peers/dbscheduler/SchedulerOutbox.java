package io.durableemitter.benchmarks.peers.dbscheduler;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariDataSource;
import io.durableemitter.benchmarks.peers.work.Database;
import io.durableemitter.benchmarks.peers.work.Deliveries;
import io.durableemitter.benchmarks.peers.work.LibraryVersion;
import io.durableemitter.benchmarks.peers.work.Load;
import io.durableemitter.benchmarks.peers.work.Outbox;
import io.durableemitter.benchmarks.peers.work.OutboxProgram;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * db-scheduler, with a one-time task for each event; set as the benchmark with 20 threads of its <a
 * href="https://github.com/kagkarlsson/db-scheduler/blob/master/docs/performance.md">page on
 * performance</a>, and executed at once as its README has it for tasks that are due.
 */
final class SchedulerOutbox implements Outbox {

  private static final int THREADS = 20;
  private static final double LOWER = 4.0;
  private static final double UPPER = 20.0;
  private static final Duration POLL = Duration.ofMillis(100);

  private final Database database;
  private final HikariDataSource pool;
  private final OneTimeTask<byte[]> task;
  private final Scheduler scheduler;

  private SchedulerOutbox(Database database, Deliveries deliveries, Load load) throws SQLException {
    this.database = database;
    database.execute(
        "CREATE TABLE scheduled_tasks (task_name TEXT NOT NULL, task_instance TEXT NOT NULL,"
            + " task_data BYTEA, execution_time TIMESTAMPTZ NOT NULL, picked BOOLEAN NOT NULL,"
            + " picked_by TEXT, last_success TIMESTAMPTZ, last_failure TIMESTAMPTZ,"
            + " consecutive_failures INT, last_heartbeat TIMESTAMPTZ, version BIGINT NOT NULL,"
            + " priority SMALLINT, state TEXT, PRIMARY KEY (task_name, task_instance))",
        "CREATE INDEX execution_time_idx ON scheduled_tasks (execution_time)",
        "CREATE INDEX last_heartbeat_idx ON scheduled_tasks (last_heartbeat)");
    pool = database.pool(load.producers() + THREADS + 4);
    task =
        Tasks.oneTime("event", byte[].class)
            .execute((instance, context) -> deliveries.accept(instance.getData()));
    scheduler =
        Scheduler.create(pool, task)
            .threads(THREADS)
            .pollUsingLockAndFetch(LOWER, UPPER)
            .pollingInterval(POLL)
            .enableImmediateExecution()
            .serializer(new RawBytes())
            .shutdownMaxWait(Duration.ofSeconds(1))
            .schedulerName(new SchedulerName.Fixed("peer"))
            .build();
    scheduler.start();
  }

  /** See {@link OutboxProgram}. */
  public static void main(String[] arguments) {
    OutboxProgram.run("dbscheduler", SchedulerOutbox::new, arguments);
  }

  @Override
  public String version() {
    return LibraryVersion.of(Scheduler.class);
  }

  @Override
  public String settings() {
    return THREADS
        + " threads, lock-and-fetch "
        + LOWER
        + " to "
        + UPPER
        + ", poll every "
        + POLL.toMillis()
        + " ms, immediate execution, raw bytes";
  }

  @Override
  public void persist(List<byte[]> bodies) {
    List<TaskInstance<?>> instances = new ArrayList<>(bodies.size());
    for (byte[] body : bodies) {
      instances.add(task.instance(UUID.randomUUID().toString(), body));
    }
    if (instances.size() == 1) {
      scheduler.schedule(instances.get(0), Instant.now());
    } else {
      scheduler.scheduleBatch(instances, Instant.now());
    }
  }

  @Override
  public long left() throws SQLException {
    return database.count("scheduled_tasks");
  }

  @Override
  public void close() {
    scheduler.stop();
    pool.close();
  }
}
