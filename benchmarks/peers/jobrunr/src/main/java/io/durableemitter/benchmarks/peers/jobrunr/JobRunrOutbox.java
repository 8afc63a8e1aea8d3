package io.durableemitter.benchmarks.peers.jobrunr;

import com.zaxxer.hikari.HikariDataSource;
import io.durableemitter.benchmarks.peers.work.Database;
import io.durableemitter.benchmarks.peers.work.Deliveries;
import io.durableemitter.benchmarks.peers.work.LibraryVersion;
import io.durableemitter.benchmarks.peers.work.Load;
import io.durableemitter.benchmarks.peers.work.Outbox;
import io.durableemitter.benchmarks.peers.work.OutboxProgram;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jobrunr.configuration.JobRunr;
import org.jobrunr.scheduling.JobRequestScheduler;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.server.JobActivator;
import org.jobrunr.storage.sql.common.SqlStorageProviderFactory;
import org.jobrunr.utils.mapper.jackson.JacksonJsonMapper;

/**
 * JobRunr, with a job for each event, <a
 * href="https://www.jobrunr.io/en/documentation/background-methods/enqueueing-jobs/">enqueued in
 * bulk</a> where a transaction has several. It removes jobs only some time after they succeeded, so
 * what is left are those that have not.
 */
final class JobRunrOutbox implements Outbox {

  private static final int WORKERS = 32;

  /** The least that it takes for a database. */
  private static final Duration POLL = Duration.ofSeconds(5);

  private final Database database;
  private final HikariDataSource pool;
  private final JobRequestScheduler scheduler;

  private JobRunrOutbox(Database database, Deliveries deliveries, Load load) {
    this.database = database;
    pool = database.pool(load.producers() + WORKERS + 4);
    EventHandler handler = new EventHandler(deliveries);
    scheduler =
        JobRunr.configure()
            .useJobActivator(activator(handler))
            .useJsonMapper(new JacksonJsonMapper())
            .useStorageProvider(SqlStorageProviderFactory.using(pool))
            .useBackgroundJobServer(
                BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration()
                    .andWorkerCount(WORKERS)
                    .andPollInterval(POLL)
                    .andDeleteSucceededJobsAfter(POLL)
                    .andPermanentlyDeleteDeletedJobsAfter(POLL))
            .initialize()
            .getJobRequestScheduler();
  }

  private static JobActivator activator(EventHandler handler) {
    return new JobActivator() {
      @Override
      public <T> T activateJob(Class<T> type) {
        return type.cast(handler);
      }
    };
  }

  /** See {@link OutboxProgram}. */
  public static void main(String[] arguments) {
    OutboxProgram.run("jobrunr", JobRunrOutbox::new, arguments);
  }

  @Override
  public String version() {
    return LibraryVersion.of(JobRunr.class);
  }

  @Override
  public String settings() {
    return "the open-source edition, "
        + WORKERS
        + " workers, poll every "
        + POLL.toSeconds()
        + " s, the least there is";
  }

  @Override
  public void persist(List<byte[]> bodies) {
    if (bodies.size() == 1) {
      scheduler.enqueue(new DeliverEvent(bodies.get(0)));
    } else {
      scheduler.enqueue(bodies.stream().map(DeliverEvent::new));
    }
  }

  @Override
  public long left() throws SQLException {
    return database.count("jobrunr_jobs WHERE state IN ('SCHEDULED', 'ENQUEUED', 'PROCESSING')");
  }

  @Override
  public void close() {
    JobRunr.destroy();
    pool.close();
  }
}
