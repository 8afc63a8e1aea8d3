package io.durableemitter.spring;

import io.durableemitter.chipingress.auth.AuthConfig;
import io.durableemitter.chipingress.auth.Ed25519Signer;
import io.durableemitter.chipingress.auth.RotatingAuth;
import io.durableemitter.chipingress.auth.Signer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the client authenticates itself: not at all, or in one of four ways.
 *
 * @param headers Headers that are sent as they are, by name.
 * @param user User of HTTP Basic authentication.
 * @param password Its password.
 * @param keyFile Ed25519 private key that signs rotating tokens, PKCS#8 in PEM form.
 * @param publicKey Ed25519 public key of rotating tokens, 64 hex digits; a Signer bean signs, or
 *     GlobalSigner.
 * @param tokenTtl How old a rotating token may get.
 */
record AuthProperties(
    @DefaultValue Map<String, String> headers,
    @Nullable String user,
    @Nullable String password,
    @Nullable Path keyFile,
    @Nullable String publicKey,
    @DefaultValue("10m") Duration tokenTtl) {

  AuthConfig toConfig(Optional<Signer> signer) {
    long ways =
        Stream.of(headers.isEmpty() ? null : headers, user, keyFile, publicKey)
            .filter(way -> way != null)
            .count();
    if (ways > 1) {
      throw new IllegalArgumentException(
          "only one of headers, user, key-file and public-key may be given, but " + ways + " are");
    }
    if (password != null && user == null) {
      throw new IllegalArgumentException("user must be given with password");
    }
    if (user != null) {
      return AuthConfig.basic(user, password == null ? "" : password);
    }
    if (keyFile != null) {
      return AuthConfig.rotating(signer(keyFile), tokenTtl);
    }
    if (publicKey != null) {
      RotatingAuth.Builder rotating = AuthConfig.rotating(publicKey, tokenTtl).toBuilder();
      signer.ifPresent(rotating::signer);
      return rotating.build();
    }
    return AuthConfig.staticHeaders(headers);
  }

  private static Ed25519Signer signer(Path file) {
    try {
      return Ed25519Signer.ofPemFile(file);
    } catch (IOException e) {
      throw new IllegalArgumentException("key-file cannot be read: " + e, e);
    }
  }

  @Override
  public String toString() {
    return "AuthProperties[headers=" + headers.keySet() + ", user=" + user + "]";
  }
}
