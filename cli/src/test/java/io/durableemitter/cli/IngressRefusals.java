package io.durableemitter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs {@code ingress} with options that it has to refuse. */
final class IngressRefusals {

  private IngressRefusals() {}

  /** It ends with {@link ExitCode#USAGE} and one line, which has the message. */
  static void assertUsage(String message, String... options) {
    StringWriter err = new StringWriter();
    List<String> args = new ArrayList<>(List.of("ingress", "--port", "0", "--control-port", "0"));
    args.addAll(List.of(options));
    int code =
        Main.run(
            args.toArray(new String[0]),
            Map.of(),
            new Shutdown(),
            new PrintWriter(new StringWriter()),
            new PrintWriter(err, true));
    assertThat(code).as("%s", err).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString().strip().lines()).hasSize(1).first().asString().contains(message);
  }
}
