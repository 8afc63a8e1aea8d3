package io.durableemitter.cli;

import io.durableemitter.ingress.internal.http.HttpPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a service tells how it is. */
final class HealthOptions {

  @Option(
      names = "--health-port",
      paramLabel = "PORT",
      description = "Answer GET /livez and /readyz there; 0 for any free port. Default: nowhere.")
  private Optional<Integer> port = Optional.empty();

  @Option(
      names = "--health-bind",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description =
          "The address for --health-port; it tells anyone who reaches it what is wrong. Default"
              + " ${DEFAULT-VALUE}.")
  private String bind = "";

  /** Fails if the options are wrong; asked before anything else is started. */
  void check() throws IOException {
    if (port.filter(value -> value < 0 || value > 65_535).isPresent()) {
      throw new CommandException(
          ExitCode.USAGE, "--health-port must be 0 to 65535 but is " + port.get());
    }
    BindAddress.check("--health-bind", bind);
  }

  /** Begins to answer; empty if nobody wants to know. */
  Optional<HttpPort> start(RelayHealth health) {
    return port.map(
        value -> {
          try {
            return HttpPort.start(new InetSocketAddress(bind, value), "health", health::answer);
          } catch (IOException e) {
            throw new CommandException(
                ExitCode.FAILED,
                "cannot listen on health port " + value + " of " + bind + ": " + Errors.describe(e),
                e);
          }
        });
  }

  /** Where it is answered. */
  String url(HttpPort listening) {
    return "http://" + bind + ":" + listening.port();
  }
}
