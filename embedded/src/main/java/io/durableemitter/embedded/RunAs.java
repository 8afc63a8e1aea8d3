package io.durableemitter.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How the server's programs are started. PostgreSQL refuses to run as root, so root hands them to
 * an unprivileged account by the first of several ways that works here; each is tried on the real
 * directory before it is used.
 */
record RunAs(List<String> prefix, Account account) {
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

  /** Finds a way for this data directory and gives it to the account that way needs. */
  static RunAs choose(Path data, Binaries binaries) throws IOException {
    List<String> refusals = new ArrayList<>();
    for (RunAs way : ways(data)) {
      Command.Result probe = way.prepare(data, binaries);
      if (probe.succeeded()) {
        return way;
      }
      refusals.add(String.join(" ", way.prefix) + ": " + probe.output().trim());
    }
    throw new EmbeddedPostgresException(
        "PostgreSQL does not run as root, and no unprivileged account can use "
            + data
            + " and "
            + binaries.home()
            + "; choose directories whose parents everybody may pass (chmod o+x), or start as"
            + " another user. Tried:\n"
            + String.join("\n", refusals));
  }

  static List<RunAs> ways(Path data) throws IOException {
    return SystemUser.isRoot()
        ? waysOutOfRoot(Account.unprivileged(data))
        : List.of(new RunAs(List.of(), Account.OURS));
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
   * In order of preference. An account of its own separates the server from us best; a user
   * namespace helps where parent directories are closed to others (the server keeps root's file
   * ownership without root's powers); the kept capability where namespaces are forbidden too.
   */
  private static List<RunAs> waysOutOfRoot(List<Account> accounts) {
    List<RunAs> ways = new ArrayList<>();
    for (Account account : accounts) {
      ways.add(new RunAs(setpriv(account), account));
    }
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
