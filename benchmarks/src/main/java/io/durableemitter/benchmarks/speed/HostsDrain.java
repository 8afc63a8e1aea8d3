package io.durableemitter.benchmarks.speed;

import io.durableemitter.benchmarks.speed.limit.Table;
import io.durableemitter.benchmarks.speed.subject.Answer;
import io.durableemitter.benchmarks.speed.subject.CallerKind;
import io.durableemitter.benchmarks.speed.subject.Order;
import io.durableemitter.benchmarks.speed.subject.Way;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Several processes that send what waits in one table. */
final class HostsDrain {

  private static final long LOOK_MILLIS = 50;
  private static final Order WARM_UP = Order.closedLoop(Way.REMOVED, CallerKind.PLATFORM, 16, 2);

  private final Bench bench;
  private final long rows;
  private final List<Child> hosts = new ArrayList<>();

  HostsDrain(Bench bench, long rows) {
    this.bench = bench;
    this.rows = rows;
  }

  /** Measures so many hosts. */
  void run(int number, Figures figures) throws Exception {
    Table table = bench.table();
    table.empty();
    try {
      for (int i = 0; i < number; i++) {
        hosts.add(bench.another(List.of("-Xmx512m")));
        Answer unused = hosts.get(i).ask(bench.here(WARM_UP), Answer.class);
      }
      table.empty();
      table.fill(rows, 512);
      long begin = System.nanoTime();
      for (Child host : hosts) {
        host.tell(bench.here(Order.shared(Way.REMOVED)));
      }
      figures.add("hosts." + number + ".lockWaits", awaitEmpty(table));
      figures.add("hosts." + number + ".perSecond", rows * 1e9 / (System.nanoTime() - begin));
      awaitAnswers();
    } finally {
      hosts.forEach(Child::close);
      hosts.clear();
    }
  }

  private void awaitAnswers() throws IOException {
    for (Child host : hosts) {
      Answer unused = host.read(Answer.class);
    }
  }

  /** Tells how many sessions waited for a lock, in the mean of all looks. */
  private static double awaitEmpty(Table table) throws SQLException, InterruptedException {
    int looks = 0;
    double waits = 0;
    while (table.number("SELECT count(*) FROM (SELECT FROM " + table.name() + " LIMIT 1) one")
        > 0) {
      waits += table.number("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
      looks++;
      Thread.sleep(LOOK_MILLIS);
    }
    return waits / Math.max(1, looks);
  }
}
