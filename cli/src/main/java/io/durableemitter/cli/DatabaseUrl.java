package io.durableemitter.cli;

import io.durableemitter.spi.StoreException;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code --database} names; never shown whole, since it may hold a password. */
final class DatabaseUrl {

  private static final Pattern FORM = Pattern.compile("jdbc:postgresql:(//([^/?]*))?[^?]*(\\?.*)?");
  private static final Pattern SERVER = Pattern.compile("(\\[[^\\]]*\\]|[^:]*)(:(.*))?");

  private final String url;

  private DatabaseUrl(String url) {
    this.url = url;
  }

  /** Fails if it is not of the form that the driver takes. */
  static DatabaseUrl of(String url) {
    Matcher form = FORM.matcher(url);
    if (!form.matches()) {
      throw usage(
          "--database must be a PostgreSQL URL such as jdbc:postgresql://host:5432/name?user=me");
    }
    String servers = form.group(2) == null ? "" : form.group(2);
    if (servers.contains("@")) {
      throw usage(
          "--database: user and password go behind the name, as in"
              + " jdbc:postgresql://host:5432/name?user=me&password=...");
    }
    for (String server : servers.split(",", -1)) {
      Matcher parts = SERVER.matcher(server);
      if (parts.matches() && parts.group(3) != null) {
        checkPort(parts.group(3));
      }
    }
    return new DatabaseUrl(url);
  }

  private static void checkPort(String port) {
    if (!port.matches("\\d{1,5}")
        || Integer.parseInt(port) < 1
        || Integer.parseInt(port) > 65_535) {
      throw usage("--database: '" + port + "' is not a port");
    }
  }

  private static CommandException usage(String message) {
    return new CommandException(ExitCode.USAGE, message);
  }

  String jdbc() {
    return url;
  }

  /** Says what is wrong with the database behind it. */
  CommandException refusal(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    if (root instanceof UnknownHostException) {
      return new CommandException(
          ExitCode.FAILED, "host " + root.getMessage() + " is unknown; check --database", error);
    }
    Throwable telling =
        error instanceof StoreException || error.getCause() == null ? error : error.getCause();
    return new CommandException(
        ExitCode.FAILED,
        "the database at "
            + this
            + " refuses: "
            + Errors.describe(telling)
            // what the store says names its remedy itself
            + (error instanceof StoreException
                ? ""
                : "; check host, port, name, user and password in --database"),
        error);
  }

  /** Without user, password and whatever else stands behind the name. */
  @Override
  public String toString() {
    return url.replaceAll("\\?.*", "");
  }
}
