package io.durableemitter.postgres;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The rights of the roles of docs/operations.md.
 *
 * @param role its name there
 * @param rights what it needs
 */
record RoleRights(String role, Set<Right> rights) {

  /** What rights are about. */
  enum Place {
    SCHEMA,
    QUEUE,
    DEAD_LETTERS,
    QUEUE_SEQUENCE,
    DEAD_LETTERS_SEQUENCE,
    HOSTS,
    ACTIONS,
    ACTIONS_SEQUENCE,
    MIGRATIONS
  }

  /** A right, in the words of GRANT. */
  record Right(Place place, String what) {}

  private static final Right SCHEMA = new Right(Place.SCHEMA, "USAGE");
  private static final Right MIGRATIONS = new Right(Place.MIGRATIONS, "SELECT");
  private static final List<String> ALL = List.of("SELECT", "INSERT", "UPDATE", "DELETE");
  private static final Right QUEUE_SEQUENCE = new Right(Place.QUEUE_SEQUENCE, "USAGE");
  private static final Right LETTERS_SEQUENCE = new Right(Place.DEAD_LETTERS_SEQUENCE, "USAGE");

  static final RoleRights HOST = new RoleRights("host", host());
  static final RoleRights EMITTER = new RoleRights("emitter", emitter());
  static final RoleRights READER = new RoleRights("reader", reader());

  private static Set<Right> host() {
    Set<Right> rights = emitter();
    ALL.forEach(what -> rights.add(new Right(Place.DEAD_LETTERS, what)));
    rights.add(new Right(Place.ACTIONS, "INSERT"));
    rights.add(new Right(Place.ACTIONS, "DELETE"));
    rights.add(new Right(Place.ACTIONS_SEQUENCE, "USAGE"));
    return rights;
  }

  private static Set<Right> emitter() {
    Set<Right> rights = new LinkedHashSet<>(Set.of(SCHEMA));
    ALL.forEach(what -> rights.add(new Right(Place.QUEUE, what)));
    rights.add(new Right(Place.DEAD_LETTERS, "INSERT"));
    ALL.forEach(what -> rights.add(new Right(Place.HOSTS, what)));
    rights.add(new Right(Place.ACTIONS, "SELECT"));
    rights.addAll(List.of(QUEUE_SEQUENCE, LETTERS_SEQUENCE, MIGRATIONS));
    return rights;
  }

  private static Set<Right> reader() {
    return new LinkedHashSet<>(
        List.of(
            SCHEMA,
            new Right(Place.QUEUE, "SELECT"),
            new Right(Place.DEAD_LETTERS, "SELECT"),
            new Right(Place.HOSTS, "SELECT"),
            new Right(Place.ACTIONS, "SELECT"),
            MIGRATIONS));
  }

  /** What this role lacks of these rights. */
  Set<Right> lacking(Set<Right> held) {
    Set<Right> lacking = new LinkedHashSet<>(rights);
    lacking.removeAll(held);
    return lacking;
  }

  /** The role that somebody with these rights is, or lacks the least of to be. */
  static RoleRights nearest(Set<Right> held) {
    boolean writesLetters =
        held.contains(new Right(Place.DEAD_LETTERS, "UPDATE"))
            || held.contains(new Right(Place.DEAD_LETTERS, "DELETE"));
    boolean writes =
        held.stream().anyMatch(right -> right.place() == Place.QUEUE && isWrite(right))
            || held.contains(new Right(Place.DEAD_LETTERS, "INSERT"));
    if (writesLetters) {
      return HOST;
    }
    if (!writes) {
      return READER;
    }
    return List.of(EMITTER, HOST).stream()
        .min(Comparator.comparingInt(role -> role.lacking(held).size()))
        .orElseThrow();
  }

  private static boolean isWrite(Right right) {
    return !right.what().equals("SELECT");
  }

  /** The statements that give somebody these rights. */
  static String grants(Set<Right> rights, TableName table, String to) {
    Map<Place, List<String>> byPlace = new LinkedHashMap<>();
    rights.forEach(
        right ->
            byPlace.computeIfAbsent(right.place(), place -> new ArrayList<>()).add(right.what()));
    return byPlace.entrySet().stream()
        .map(
            entry ->
                "GRANT "
                    + String.join(", ", entry.getValue())
                    + " ON "
                    + name(entry.getKey(), table)
                    + " TO "
                    + to)
        .collect(Collectors.joining("; "));
  }

  private static String name(Place place, TableName table) {
    return switch (place) {
      case SCHEMA -> "SCHEMA " + table.schema();
      case QUEUE -> table.toString();
      case DEAD_LETTERS -> table.deadLetters().toString();
      case QUEUE_SEQUENCE -> "SEQUENCE " + table + "_id_seq";
      case DEAD_LETTERS_SEQUENCE -> "SEQUENCE " + table.deadLetters() + "_id_seq";
      case HOSTS -> table.hosts().toString();
      case ACTIONS -> table.actions().toString();
      case ACTIONS_SEQUENCE -> "SEQUENCE " + table.actions() + "_id_seq";
      case MIGRATIONS -> MigrationLog.of(table).toString();
    };
  }
}
