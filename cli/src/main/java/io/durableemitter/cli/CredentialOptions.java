package io.durableemitter.cli;

import io.durableemitter.api.Finding;
import io.durableemitter.chipingress.auth.AuthConfig;
import io.durableemitter.chipingress.auth.Ed25519Signer;
import io.durableemitter.chipingress.auth.RotatingAuth;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** How a client authenticates itself. */
final class CredentialOptions {

  @Option(
      names = "--key",
      paramLabel = "FILE",
      defaultValue = "",
      description = "An Ed25519 private key, as 'durable-emitter keygen' makes it: signs tokens.")
  private String key = "";

  @Option(
      names = "--token-ttl",
      paramLabel = "TIME",
      defaultValue = "10m",
      description = "How old a signed token may get, at least 10m. Default ${DEFAULT-VALUE}.")
  private Duration tokenTtl = Duration.ZERO;

  @Option(
      names = "--header",
      paramLabel = "NAME=VALUE",
      description =
          "A header to send with each call, such as authorization=..., beside a token too;"
              + " repeatable.")
  private List<String> headerLines = new ArrayList<>();

  AuthConfig auth() {
    Map<String, String> headers = headers();
    if (!key.isEmpty() && tokenTtl.compareTo(RotatingAuth.MIN_TTL) < 0) {
      throw new CommandException(
          ExitCode.USAGE,
          "--token-ttl must be at least "
              + Durations.format(RotatingAuth.MIN_TTL)
              + " but is "
              + Durations.format(tokenTtl));
    }
    try {
      if (key.isEmpty()) {
        return AuthConfig.staticHeaders(headers);
      }
      return AuthConfig.rotating(Ed25519Signer.ofPemFile(Path.of(key)), tokenTtl).toBuilder()
          .otherHeaders(headers)
          .build();
    } catch (NoSuchFileException e) {
      throw new CommandException(
          ExitCode.USAGE, "key file " + key + " does not exist; make one with keygen", e);
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.USAGE, "key file " + key + " cannot be read: " + Errors.describe(e), e);
    } catch (IllegalArgumentException e) {
      throw new CommandException(
          ExitCode.USAGE, (key.isEmpty() ? "--header: " : "--key: ") + Errors.message(e), e);
    }
  }

  /** What can be seen of them without asking anybody. */
  List<Finding> examined() {
    List<Finding> findings = new ArrayList<>();
    headers().values().forEach(value -> TokenExpiry.of(value, Clock.systemUTC(), findings));
    if (!key.isEmpty()) {
      findings.add(KeyFileRights.of(Path.of(key)));
    }
    return findings;
  }

  // the value is a secret: what is wrong about it is said without it
  private Map<String, String> headers() {
    Map<String, String> headers = new TreeMap<>();
    for (String line : headerLines) {
      int equals = line.indexOf('=');
      if (equals < 1) {
        throw new CommandException(
            ExitCode.USAGE, "--header needs NAME=VALUE, such as authorization=...");
      }
      headers.put(line.substring(0, equals), line.substring(equals + 1));
    }
    return headers;
  }
}
