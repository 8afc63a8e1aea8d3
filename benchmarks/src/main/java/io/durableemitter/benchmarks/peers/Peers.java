package io.durableemitter.benchmarks.peers;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.durableemitter.benchmarks.peers.work.Figures;
import io.durableemitter.benchmarks.peers.work.Load;
import io.durableemitter.embedded.EmbeddedPostgresServer;
import io.durableemitter.embedded.EmbeddedPostgresServerBuilder;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Has outboxes do the same work on one PostgreSQL, one after the other, each in a JVM and in a
 * database of its own. A program that fails is told in what is returned; only what is wrong here
 * throws.
 */
public final class Peers {

  private final EmbeddedPostgresServer postgres;
  private final Load load;
  private final Duration limit;
  private final ObjectMapper json = new ObjectMapper();

  /**
   * On a server that {@link #server} has set.
   *
   * @param postgres where databases are created
   * @param load what each is asked to do
   */
  public Peers(EmbeddedPostgresServer postgres, Load load) {
    this(postgres, load, Duration.ofSeconds((long) load.longestSeconds()));
  }

  Peers(EmbeddedPostgresServer postgres, Load load, Duration limit) {
    this.postgres = postgres;
    this.load = load;
    this.limit = limit;
  }

  /** The settings that all outboxes together need: logical decoding, and their connections. */
  public static EmbeddedPostgresServerBuilder server() {
    return EmbeddedPostgresServer.builder()
        .setting("wal_level", "logical")
        .setting("max_connections", "400");
  }

  /**
   * Runs all of them in turns, round by round.
   *
   * @param programs in the order of their turns
   * @param rounds how many turns each has
   * @param progress told of each run as it ends
   * @return one report for each program, in their order
   */
  public List<PeerReport> measure(
      List<PeerProgram> programs, int rounds, Consumer<PeerRun> progress)
      throws IOException, InterruptedException, SQLException {
    List<List<PeerRun>> all = new ArrayList<>();
    programs.forEach(program -> all.add(new ArrayList<>()));
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < programs.size(); i++) {
        PeerRun run = run(programs.get(i));
        progress.accept(run);
        all.get(i).add(run);
      }
    }
    List<PeerReport> reports = new ArrayList<>();
    for (int i = 0; i < programs.size(); i++) {
      reports.add(PeerReport.of(programs.get(i), all.get(i)));
    }
    return reports;
  }

  /** Runs one program once; one that takes too long is killed. */
  public PeerRun run(PeerProgram program) throws IOException, InterruptedException, SQLException {
    try (PeerDatabase database = PeerDatabase.create(postgres, program.name());
        PeerProcess process = PeerProcess.start(program, options(database))) {
      if (!process.awaitEnd(limit)) {
        return PeerRun.failed(
            program.name(),
            "killed after " + limit.toSeconds() + " s; it said:\n" + process.lastErrors());
      }
      if (process.exitCode() != 0) {
        return PeerRun.failed(
            program.name(),
            "ended with " + process.exitCode() + "; it said:\n" + process.lastErrors());
      }
      return read(program, process.lastLine());
    }
  }

  private List<String> options(PeerDatabase database) {
    List<String> options = new ArrayList<>(load.options());
    options.add("--url=" + database.url());
    options.add("--user=" + postgres.user());
    return options;
  }

  private PeerRun read(PeerProgram program, String line) {
    try {
      return PeerRun.of(program.name(), json.readValue(line, Figures.class));
    } catch (IOException e) {
      return PeerRun.failed(program.name(), "its last line are no figures: " + line);
    }
  }
}
