package io.durableemitter.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A user of this machine, as {@code /etc/passwd} tells. */
record Account(String name, int uid, int gid) {
  static final Account ROOT = new Account("root", 0, 0);
  static final Account OURS = new Account("ours", SystemUser.uid(), -1);
  private static final Path PASSWD = Path.of("/etc/passwd");

  /** Accounts a server may run as when we are root: the directory's owner, else the usual two. */
  static List<Account> unprivileged(Path directory) throws IOException {
    int owner = FileTree.owner(directory);
    List<Account> all = new ArrayList<>();
    for (String line : Files.readAllLines(PASSWD, StandardCharsets.ISO_8859_1)) {
      String[] field = line.split(":", -1);
      if (field.length > 3
          && field[2].matches("[1-9][0-9]{0,8}")
          && field[3].matches("[0-9]{1,9}")) {
        all.add(new Account(field[0], Integer.parseInt(field[2]), Integer.parseInt(field[3])));
      }
    }
    List<Account> chosen = new ArrayList<>();
    all.stream().filter(account -> account.uid == owner).findFirst().ifPresent(chosen::add);
    for (String name : List.of("postgres", "nobody")) {
      all.stream().filter(account -> account.name.equals(name)).findFirst().ifPresent(chosen::add);
    }
    return chosen;
  }
}
