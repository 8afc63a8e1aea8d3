package io.durableemitter.cli;

import io.durableemitter.chipingress.tls.TlsConfig;
import io.durableemitter.ingress.IngressServerBuilder;
import io.durableemitter.ingress.auth.TokenPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whom the ingress lets in. */
final class AccessOptions {

  @Option(
      names = "--allow-key",
      paramLabel = "HEX|FILE",
      split = ",",
      description = {
        "An Ed25519 public key whose tokens are taken, or a file of them, one per line, which is",
        "read again on change; repeatable. Default: no token is asked for."
      })
  private List<String> allowed = new ArrayList<>();

  @Option(
      names = "--token-max-age",
      paramLabel = "TIME",
      defaultValue = "15m",
      description =
          "How old a token may be; more than the clients' --token-ttl. Default ${DEFAULT-VALUE}.")
  private Duration maxAge = TokenPolicy.DEFAULT_MAX_AGE;

  @Mixin private TlsOptions tls = new TlsOptions();

  @Option(
      names = "--tls-client-ca",
      paramLabel = "FILE",
      defaultValue = "",
      description = "Clients must show a certificate of one of these authorities (mTLS).")
  private String clientCa = "";

  void apply(IngressServerBuilder server) {
    if (!allowed.isEmpty()) {
      server.tokens(policy());
    }
    TlsConfig config = tls.config(clientCa);
    if (tls.given()) {
      server.tls(config);
    } else if (!clientCa.isEmpty()) {
      throw new CommandException(
          ExitCode.USAGE, "--tls-client-ca needs --tls-cert and --tls-key as well");
    }
  }

  private TokenPolicy policy() {
    List<String> keys = new ArrayList<>();
    List<String> files = new ArrayList<>();
    for (String entry : allowed) {
      (entry.matches("[0-9a-fA-F]{64}") ? keys : files).add(entry);
    }
    if (files.size() > 1) {
      throw new CommandException(
          ExitCode.USAGE,
          "--allow-key takes keys of 64 hex digits and one file, but these are neither keys nor"
              + " one file: "
              + files);
    }
    for (String file : files) {
      if (!Files.exists(Path.of(file))) {
        throw new CommandException(
            ExitCode.USAGE, "--allow-key " + file + " is neither 64 hex digits nor a file");
      }
    }
    TokenPolicy policy = TokenPolicy.ofKeys(keys).withMaxAge(maxAge);
    return files.isEmpty() ? policy : policy.withKeyFile(Path.of(files.get(0)));
  }

  String describe() {
    return (tls.given()
            ? "TLS" + (clientCa.isEmpty() ? "" : " with client certificates")
            : "plaintext")
        + " gRPC"
        + (allowed.isEmpty() ? "" : ", signed tokens only");
  }
}
