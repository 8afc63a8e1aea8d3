package io.durableemitter.ingress.registry;

import io.durableemitter.api.internal.text.ErrorText;
import io.durableemitter.ingress.SchemaStoreException;
import io.durableemitter.ingress.SchemaStoreException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

/** What a registry is shown, from a file that is read each time. Immutable. */
public final class RegistryCredentials {

  private static final int MOST_BYTES = 16 << 10;

  private final Path file;
  private final boolean basic;

  private RegistryCredentials(Path file, boolean basic) {
    this.file = file;
    this.basic = basic;
    try {
      String unused = read();
    } catch (IOException e) {
      throw new IllegalArgumentException(problem(e), e);
    }
  }

  /**
   * Basic authentication.
   *
   * @param file its content is {@code user:password}
   * @return the credentials
   * @throws IllegalArgumentException if the file cannot be used; the message names it
   */
  public static RegistryCredentials basic(Path file) {
    return new RegistryCredentials(file, true);
  }

  /**
   * A bearer token.
   *
   * @param file its content is the token
   * @return the credentials
   * @throws IllegalArgumentException if the file cannot be used; the message names it
   */
  public static RegistryCredentials bearer(Path file) {
    return new RegistryCredentials(file, false);
  }

  void requireSafe(URI registry) {
    try {
      if ("https".equals(registry.getScheme())
          || InetAddress.getByName(registry.getHost()).isLoopbackAddress()) {
        return;
      }
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("host " + registry.getHost() + " is unknown", e);
    }
    throw new IllegalArgumentException(
        "credentials are not sent to a schema registry by plain HTTP; give an https URL");
  }

  Optional<String> header() {
    try {
      String text = read();
      return Optional.of(
          basic
              ? "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))
              : "Bearer " + text);
    } catch (IOException e) {
      throw new SchemaStoreException(Reason.UNAVAILABLE, problem(e), e);
    }
  }

  private String read() throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MOST_BYTES + 1);
    }
    String text = new String(bytes, StandardCharsets.UTF_8).strip();
    if (bytes.length > MOST_BYTES || text.isEmpty() || !isLine(text)) {
      throw new IOException("it must have one line of at most " + MOST_BYTES + " bytes");
    }
    if (basic && text.indexOf(':') < 1) {
      throw new IOException("it must have the form user:password");
    }
    return text;
  }

  private boolean isLine(String text) {
    return text.chars().noneMatch(c -> Character.isISOControl(c) || (!basic && c > 0x7e));
  }

  private String problem(IOException error) {
    return "the credentials for the schema registry in "
        + file
        + " cannot be used: "
        + ErrorText.message(error);
  }
}
