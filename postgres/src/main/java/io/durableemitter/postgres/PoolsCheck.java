package io.durableemitter.postgres;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether emitters have enough connections. From outside a pool shows as the sessions of one role,
 * application and address, of which one has last stored or claimed rows; that it is too small, as
 * sessions that are all busy at most looks.
 */
final class PoolsCheck implements DiagnosisCheck {

  /** What an emitter with the default workers uses: see docs/operations.md. */
  static final int ENOUGH = 8;

  private static final int LOOKS = 5;
  private static final String CLIENTS =
      """
      SELECT coalesce(usename::text, '?'), coalesce(application_name, ''),
             coalesce(host(client_addr), 'a local socket'),
             count(*), count(*) FILTER (WHERE state <> 'idle')
        FROM pg_stat_activity
       WHERE datname = current_database() AND backend_type = 'client backend'
         AND pid <> pg_backend_pid()
       GROUP BY 1, 2, 3
      HAVING bool_or(query LIKE '%{queue}%'
                     AND (query LIKE '%INSERT INTO%' OR query LIKE '%claim_owner%'))
         AND count(*) < 8
       ORDER BY 4, 1, 2, 3 LIMIT 20
      """;

  private record Client(String role, String application, String address) {}

  private record Pool(Client client, int size, int busy) {}

  @Override
  public void look(Look look) throws SQLException {
    planned(look);
    look.connection().rollback();
    look.connection().setAutoCommit(true); // within a transaction each look would see the same
    Map<Client, Integer> exhausted = new HashMap<>();
    Map<Client, Integer> sizes = new HashMap<>();
    for (int i = 0; i < LOOKS; i++) {
      for (Pool pool : pools(look)) {
        sizes.put(pool.client(), pool.size());
        exhausted.merge(pool.client(), pool.busy() == pool.size() ? 1 : 0, Integer::sum);
      }
      look.row("SELECT pg_sleep(0.1)", row -> "");
    }
    sizes.forEach((client, size) -> judge(look, client, size, exhausted.getOrDefault(client, 0)));
    look.okIfNothing("no emitter is seen whose pool is too small");
  }

  private static List<Pool> pools(Look look) throws SQLException {
    return look.rows(
        CLIENTS,
        row ->
            new Pool(
                new Client(row.getString(1), row.getString(2), row.getString(3)),
                row.getInt(4),
                row.getInt(5)));
  }

  private static void judge(Look look, Client client, int size, int exhausted) {
    String what =
        "role "
            + client.role()
            + " has "
            + size
            + " connections from "
            + client.address()
            + (client.application().isEmpty() ? "" : " (" + client.application() + ")")
            + "; an emitter with the default workers uses "
            + ENOUGH;
    String fix = "give the emitter a pool of its own with maximumPoolSize of at least " + ENOUGH;
    if (exhausted > LOOKS / 2) {
      look.warning(what + ", and all of these were busy at " + exhausted + " of 5 looks", fix);
    } else {
      look.info(what + "; not all are busy", fix + ", if that is all that its pool may have");
    }
  }

  private static void planned(Look look) {
    look.settings()
        .poolSize()
        .ifPresent(
            size -> {
              if (size < ENOUGH) {
                look.warning(
                    "a pool of "
                        + size
                        + " connections is too small for an emitter with the default workers, which"
                        + " uses "
                        + ENOUGH
                        + ": emits wait for a connection under load",
                    "maximumPoolSize = " + ENOUGH + ", or fewer insert and mark workers");
              } else {
                look.ok("a pool of " + size + " connections is enough for the default workers");
              }
            });
  }
}
