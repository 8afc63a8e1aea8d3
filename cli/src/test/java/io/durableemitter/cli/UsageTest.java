package io.durableemitter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.durableemitter.chipingress.auth.Ed25519Signer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Wrong usage: one clear line, an exit code, nothing done. */
@Timeout(60)
class UsageTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder = Path.of("");

  @Test
  void helpShowsExamplesForEachCommand() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString())
        .contains("Examples:", "Exit codes:", "demo", "emit", "dead-letters", "ingress", "keygen");
    for (String command :
        new String[] {
          "demo",
          "emit",
          "relay",
          "status",
          "queue",
          "tail",
          "dead-letters",
          "pause",
          "resume",
          "confirm-expiry",
          "actions",
          "doctor",
          "events",
          "migrate",
          "ingress",
          "keygen"
        }) {
      out.getBuffer().setLength(0);
      assertThat(run(command, "--help")).isZero();
      assertThat(out.toString()).contains("Examples:", "durable-emitter " + command);
    }
    for (String command : new String[] {"list", "show", "redrive", "discard"}) {
      out.getBuffer().setLength(0);
      assertThat(run("dead-letters", command, "--help")).isZero();
      assertThat(out.toString()).contains("Examples:", "durable-emitter dead-letters " + command);
    }
  }

  @Test
  void aConsoleIsNotOpenToOthersWithoutATokenAndTls() throws Exception {
    assertThat(run("console", "--tls-cert", "c.pem")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("give both --tls-cert and --tls-key");
    Path tokens = folder.resolve("tokens.txt");
    assertThat(run("console", "--token-file", tokens.toString())).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("does not exist");
    Files.writeString(tokens, "# none\n");
    assertThat(run("console", "--token-file", tokens.toString())).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("has no token");
    Files.writeString(tokens, "Mara secret-of-mara-1234 reed-only\n");
    assertThat(run("console", "--token-file", tokens.toString())).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("line 1 must be").doesNotContain("secret-of-mara");
    assertThat(run("console", "--data-dir", folder.resolve("none").toString()))
        .isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("there is no store in");
  }

  @Test
  void theSummaryOfEachCommandIsAWholeSentence() {
    for (String[] command :
        new String[][] {{}, {"dead-letters"}, {"migrate"}, {"events"}, {"queue"}}) {
      out.getBuffer().setLength(0);
      run(Stream.concat(Stream.of(command), Stream.of("--help")).toArray(String[]::new));
      String list = out.toString().replaceFirst("(?s).*\nCommands:\n", "").split("\n\n", -1)[0];
      // what does not fit a line goes on, indented, in the next
      assertThat(list.replaceAll("\n {10,}", " ").lines())
          .hasSizeGreaterThan(1)
          .allMatch(line -> line.endsWith("."));
    }
  }

  @Test
  void anUnknownOptionOrCommandIsNamed() {
    assertThat(run("emit", "--endpiont", "x:1")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("--endpiont").contains("--endpoint").contains("--help");
    assertThat(run("dmo")).isEqualTo(ExitCode.USAGE);
    assertThat(run()).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString())
        .contains("a command is missing: demo, emit, relay, status, queue, tail, dead-letters,");
  }

  @Test
  void aMissingFileAndAWrongEndpointAreFoundBeforeAnythingIsStarted() {
    assertThat(run("emit", "--input", "/no/such/file")).isEqualTo(ExitCode.FAILED);
    assertOneLine("input file /no/such/file does not exist or is not a file; check --input");
    err.getBuffer().setLength(0);
    Path data = folder.resolve("data");
    assertThat(run("emit", "--data-dir", data.toString(), "--endpoint", "nowhere"))
        .isEqualTo(ExitCode.USAGE);
    assertOneLine("--endpoint 'nowhere' is not host:port");
    assertThat(data).doesNotExist();
    assertThat(run("demo", "--outage", "soon")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString())
        .contains("'soon' is not a duration; write a number and ms, s, m or h");
    assertThat(run("demo", "--callers", "0")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("--callers must be 1 to 4096 but is 0");
  }

  @Test
  void aDatabaseThatRefusesIsNamedWithoutThePassword() throws Exception {
    Path input = Files.writeString(folder.resolve("in"), "");
    assertThat(
            run(
                "emit",
                "--input",
                input.toString(),
                "--database",
                "jdbc:postgresql://127.0.0.1:1/x?user=me&password=canary"))
        .isEqualTo(ExitCode.FAILED);
    assertOneLine("the database at jdbc:postgresql://127.0.0.1:1/x refuses");
    assertThat(err.toString()).doesNotContain("canary");
    assertThat(run("emit", "--input", input.toString(), "--database", "mysql://x"))
        .isEqualTo(ExitCode.USAGE);
  }

  @Test
  void aPortInUseIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      assertThat(run("ingress", "--port", port, "--control-port", "0")).isEqualTo(ExitCode.FAILED);
      assertOneLine("cannot listen on port " + port + " of 127.0.0.1");
      err.getBuffer().setLength(0);
      assertThat(run("ingress", "--port", "0", "--control-port", port)).isEqualTo(ExitCode.FAILED);
      assertOneLine("cannot listen on control port " + port);
    }
    assertThat(run("ingress", "--port", "70000")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("--port must be 0 to 65535 but is 70000");
    assertThat(run("ingress", "--control-port", "-1")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("--control-port must be 0 to 65535 but is -1");
  }

  @Test
  void keygenMakesAFileForItsOwnerOnlyAndLeavesAnExistingOneAlone() throws Exception {
    Path key = folder.resolve("key.pem");
    assertThat(run("keygen", "--output", key.toString())).isZero();
    assertThat(out.toString().strip()).isEqualTo(Ed25519Signer.ofPemFile(key).publicKeyHex());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
    byte[] before = Files.readAllBytes(key);
    assertThat(run("keygen", "--output", key.toString())).isEqualTo(ExitCode.FAILED);
    assertOneLine("exists already and is left alone");
    assertThat(Files.readAllBytes(key)).isEqualTo(before);
  }

  @Test
  void wrongCredentialsAndTlsFilesAreFoundBeforeAnythingIsStarted() throws Exception {
    Path key = folder.resolve("key.pem");
    run("keygen", "--output", key.toString());
    Path text = Files.writeString(folder.resolve("text"), "not PEM");
    String data = folder.resolve("data").toString();
    assertEmitUsage(data, "add --credentials-over-plaintext", "--plaintext", "--key", "" + key);
    assertEmitUsage(data, "together with TLS files", "--plaintext", "--tls-ca", "" + text);
    assertEmitUsage(data, "--tls-cert is given alone", "--tls-cert", "" + text);
    assertEmitUsage(data, "X.509 certificates to trust in PEM form", "--tls-ca", "" + text);
    assertEmitUsage(data, "text is not a PEM file", "--key", "" + text);
    assertEmitUsage(data, "does not exist; make one with keygen", "--key", "/no/such.pem");
    assertEmitUsage(
        data, "carries the token", "--key", "" + key, "--header", "x-beholder-node-auth-token=x");
    assertEmitUsage(data, "at least 10m", "--key", "" + key, "--token-ttl", "5m");
    assertEmitUsage(data, "header name 'a b' is illegal", "--header", "a b=c");
    assertThat(folder.resolve("data")).doesNotExist();
    assertThat(run("ingress", "--allow-key", "abc")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("abc is neither 64 hex digits nor a file");
    assertThat(run("ingress", "--tls-client-ca", "" + text)).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("--tls-client-ca needs --tls-cert and --tls-key");
  }

  @Test
  void deadLettersAreNeverTakenAllByAccidentAndWrongUsageOpensNoDatabase() {
    assertLettersUsage("say which dead letters: ids, or", "redrive");
    assertLettersUsage("say which dead letters: ids, or", "discard", "--yes");
    assertLettersUsage("--all is given together with", "redrive", "--all", "3");
    assertLettersUsage("--all is given together with", "discard", "--all", "--type", "t");
    assertLettersUsage("write one of expired, rejected", "list", "--reason", "sad");
    assertLettersUsage("--limit must be at least 1 but is 0", "list", "--limit", "0");
    assertLettersUsage("--most must be at least 1 but is 0", "redrive", "--all", "--most", "0");
    assertLettersUsage("such as 100/s but is 'fast'", "redrive", "--all", "--rate", "fast");
    assertLettersUsage("add --yes if it is meant", "discard", "--all");
    err.getBuffer().setLength(0);
    assertThat(run("dead-letters")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString())
        .contains("a command is missing: list, show, redrive or discard")
        .contains("durable-emitter dead-letters --help");
    err.getBuffer().setLength(0);
    String data = folder.resolve("data").toString();
    assertThat(run("dead-letters", "list", "--data-dir", data)).isEqualTo(ExitCode.FAILED);
    assertOneLine("there is no store in " + data + "; check --data-dir");
    assertThat(folder.resolve("data")).doesNotExist();
  }

  private void assertLettersUsage(String message, String... options) {
    err.getBuffer().setLength(0);
    List<String> args = new ArrayList<>(List.of("dead-letters"));
    args.addAll(List.of(options));
    args.addAll(List.of("--data-dir", folder.resolve("data").toString()));
    assertThat(run(args.toArray(new String[0]))).as("%s", args).isEqualTo(ExitCode.USAGE);
    assertOneLine(message);
  }

  private void assertEmitUsage(String data, String message, String... options) {
    err.getBuffer().setLength(0);
    List<String> args = new ArrayList<>(List.of("emit", "--data-dir", data));
    args.addAll(List.of(options));
    assertThat(run(args.toArray(new String[0]))).as("%s", args).isEqualTo(ExitCode.USAGE);
    assertOneLine(message);
  }

  @Test
  void theCommandLineWinsOverTheEnvironmentAndThatOverTheFile() throws Exception {
    Path config = Files.writeString(folder.resolve("c.properties"), "callers=0\nrepeat=0\n");
    String[] arguments = {"demo", "--config", config.toString()};
    assertThat(run(Map.of(), arguments)).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("--callers must be 1 to 4096 but is 0");

    err.getBuffer().setLength(0);
    assertThat(run(Map.of("DURABLE_EMITTER_CALLERS", "9999"), arguments)).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("but is 9999");

    err.getBuffer().setLength(0);
    assertThat(
            run(
                Map.of("DURABLE_EMITTER_CALLERS", "9999"),
                "demo",
                "--config",
                config.toString(),
                "--callers",
                "5000"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("but is 5000");
  }

  @Test
  void aFlagThatIsGivenTwiceIsGiven() throws Exception {
    Path text = Files.writeString(folder.resolve("text"), "not PEM");
    String[] arguments = {
      "emit", "--plaintext", "--tls-ca", text.toString(), "--input", "/dev/null"
    };
    Map<String, String> environment = Map.of("DURABLE_EMITTER_PLAINTEXT", "true");
    assertThat(run(environment, arguments)).isEqualTo(ExitCode.USAGE);
    assertOneLine("--plaintext is given together with TLS files");
  }

  @Test
  void aNameThatNoCommandHasIsAnErrorInTheFile() throws Exception {
    Path config = Files.writeString(folder.resolve("c.properties"), "endpiont=x\n");
    assertThat(run("demo", "--config=" + config)).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("sets 'endpiont', but there is no such option");
    assertThat(run("demo", "--config", "/no/such/file")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("/no/such/file does not exist; check --config");
  }

  @Test
  void unknownNamesOfTheEnvironmentAreToldAndIgnored() {
    Map<String, String> environment =
        Map.of(
            "DURABLE_EMITTER_ENDPIONT", "canary",
            "DURABLE_EMITTER_A\nB", "canary",
            "DURABLE_EMITTER_JAVA_OPTS", "-Xmx1g",
            "OTHER_ENDPIONT", "x");
    assertThat(run(environment, "keygen", "--output", folder.resolve("k").toString())).isZero();
    assertThat(err.toString().lines())
        .containsExactlyInAnyOrder(
            "durable-emitter: the environment sets DURABLE_EMITTER_ENDPIONT, but there is no such"
                + " option; it is ignored",
            "durable-emitter: the environment sets DURABLE_EMITTER_A\\u000aB, but there is no such"
                + " option; it is ignored");
  }

  @Test
  void whatKubernetesMakesIsNoOptionOfOurs() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Map<String, String> environment =
          Map.of(
              "DURABLE_EMITTER_SERVICE_HOST", "10.0.0.1",
              "DURABLE_EMITTER_SERVICE_PORT", "9090",
              "DURABLE_EMITTER_SERVICE_PORT_GRPC", "9090",
              "DURABLE_EMITTER_PORT", "tcp://10.0.0.1:9090",
              "DURABLE_EMITTER_PORT_9090_TCP", "tcp://10.0.0.1:9090",
              "DURABLE_EMITTER_PORT_9090_TCP_PROTO", "tcp",
              "DURABLE_EMITTER_PORT_9090_TCP_PORT", "9090",
              "DURABLE_EMITTER_PORT_9090_TCP_ADDR", "10.0.0.1",
              "DURABLE_EMITTER_CONTROL_PORT", "tcp://10.0.0.1:9091",
              "DURABLE_EMITTER_BIND", "127.0.0.1");
      // it comes as far as listening, on the port that the command line names
      assertThat(run(environment, "ingress", "--port", "" + taken.getLocalPort()))
          .isEqualTo(ExitCode.FAILED);
      assertOneLine("port " + taken.getLocalPort());
    }
    err.getBuffer().setLength(0);
    assertThat(run(Map.of("DURABLE_EMITTER_PORT", "70000"), "ingress")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("--port must be 0 to 65535 but is 70000");
  }

  @Test
  void resultsThatCannotBeWrittenAreAFailure() {
    PrintWriter full =
        new ResultWriter(
            new OutputStream() {
              @Override
              public void write(int b) throws IOException {
                throw new IOException("No space left on device");
              }
            });
    String[] command = {"keygen", "--output", folder.resolve("k").toString()};
    assertThat(Main.run(command, Map.of(), new Shutdown(), full, new PrintWriter(err, true)))
        .isEqualTo(ExitCode.FAILED);
    assertOneLine("standard output cannot be written: No space left on device");
  }

  private void assertOneLine(String message) {
    assertThat(err.toString().strip().lines()).hasSize(1).first().asString().contains(message);
    assertThat(err.toString()).doesNotContain("\tat ");
  }

  private int run(String... args) {
    return run(Map.of(), args);
  }

  private int run(Map<String, String> environment, String... args) {
    return Main.run(
        args, environment, new Shutdown(), new PrintWriter(out, true), new PrintWriter(err, true));
  }
}
