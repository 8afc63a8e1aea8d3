package io.durableemitter.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How the server's programs are started. PostgreSQL refuses to run as root, so root hands them to
 * an unprivileged account by the first of several ways that works here; each is tried on the real
 * directory before it is used.
 */
record RunAs(List<String> prefix, Account account) {
  private static final Path RECOMMENDED = Path.of("/var/lib/durable-emitter");
  private static final String PROBE =
      "cd \"$1\" && test -w . && test -x \"$2\" && test \"$(id -u)\" -ne 0";

  RunAs {
    prefix = List.copyOf(prefix);
  }

  List<String> command(Path program, List<String> arguments) {
    List<String> words = new ArrayList<>(prefix);
    words.add(program.toString());
    words.addAll(arguments);
    return words;
  }

  /**
   * Finds a way for this data directory and gives it to the account that way needs.
   *
   * @param rootFileRights whether the server may keep root's rights to files, if nothing else works
   */
  static RunAs choose(Path data, Binaries binaries, boolean rootFileRights) throws IOException {
    List<String> refusals = new ArrayList<>();
    for (RunAs way : ways(data, rootFileRights)) {
      Command.Result probe = way.prepare(data, binaries);
      if (probe.succeeded()) {
        return way;
      }
      refusals.add(String.join(" ", way.prefix) + ": " + probe.output().trim());
    }
    throw new EmbeddedPostgresException(
        "PostgreSQL does not run as root, and no unprivileged account can use "
            + data
            + closedParent(data).map(closed -> ": " + closed + " is closed to others").orElse("")
            + "; use a directory whose parents everybody may pass, such as "
            + RECOMMENDED
            + ", or start as another user"
            + (rootFileRights ? "" : ", or allow the server root's rights to all files by name")
            + ". Tried:\n"
            + String.join("\n", refusals));
  }

  private static Optional<Path> closedParent(Path data) throws IOException {
    for (Path parent = data.getParent(); parent != null; parent = parent.getParent()) {
      if (!Files.getPosixFilePermissions(parent).contains(PosixFilePermission.OTHERS_EXECUTE)) {
        return Optional.of(parent);
      }
    }
    return Optional.empty();
  }

  static List<RunAs> ways(Path data, boolean rootFileRights) throws IOException {
    if (!SystemUser.isRoot()) {
      return List.of(new RunAs(List.of(), Account.OURS));
    }
    List<Account> accounts = Account.unprivileged(data);
    List<RunAs> ways = new ArrayList<>();
    accounts.forEach(account -> ways.add(new RunAs(setpriv(account), account)));
    if (rootFileRights) {
      ways.addAll(withRootFileRights(accounts));
    }
    return ways;
  }

  /** Gives the directory to the account and tells whether the account can use it. */
  Command.Result prepare(Path data, Binaries binaries) throws IOException {
    give(data);
    List<String> arguments =
        List.of("-c", PROBE, "sh", data.toString(), binaries.program("postgres").toString());
    return new Command(command(Path.of("/bin/sh"), arguments)).run(Duration.ofSeconds(10));
  }

  /** Makes the account own a file or a tree. */
  void give(Path tree) throws IOException {
    if (SystemUser.isRoot()) {
      new FileTree(tree).give(account.uid(), account.gid());
    }
  }

  /**
   * Ways that reach a directory below one that is closed to others, and with it all files of root:
   * a user namespace (the server keeps root's file ownership without root's powers), and the kept
   * capability where namespaces are forbidden.
   */
  private static List<RunAs> withRootFileRights(List<Account> accounts) {
    List<RunAs> ways = new ArrayList<>();
    ways.add(new RunAs(List.of("unshare", "-U"), Account.ROOT));
    for (Account account : accounts) {
      List<String> prefix = new ArrayList<>(setpriv(account));
      prefix.addAll(List.of("--inh-caps", "+dac_override", "--ambient-caps", "+dac_override"));
      ways.add(new RunAs(prefix, account));
    }
    return ways;
  }

  private static List<String> setpriv(Account account) {
    return List.of(
        "setpriv", "--reuid=" + account.uid(), "--regid=" + account.gid(), "--clear-groups");
  }
}
