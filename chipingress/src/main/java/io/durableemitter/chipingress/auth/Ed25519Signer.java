package io.durableemitter.chipingress.auth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Signs with an Ed25519 private key that this process holds, by the JDK's own implementation.
 * Immutable and safe for concurrent use; {@code toString} shows the public key only.
 */
public final class Ed25519Signer implements Signer {

  private static final Pattern HEX_KEY = Pattern.compile("[0-9a-fA-F]{64}");
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");

  private final PrivateKey privateKey;
  private final byte[] publicKey;

  private Ed25519Signer(PrivateKey privateKey, byte[] publicKey) {
    this.privateKey = privateKey;
    this.publicKey = publicKey;
  }

  /**
   * A signer with a new random key.
   *
   * @return the signer
   */
  public static Ed25519Signer generate() {
    KeyPair pair = Ed25519Keys.generate();
    return new Ed25519Signer(pair.getPrivate(), Ed25519Keys.raw(pair.getPublic()));
  }

  /**
   * A signer with a key at hand.
   *
   * @param key an Ed25519 key whose bytes can be read; the public key is derived from them
   * @return the signer
   * @throws IllegalArgumentException if the key is of another kind
   */
  public static Ed25519Signer of(PrivateKey key) {
    if (!(key instanceof EdECPrivateKey edKey)) {
      throw new IllegalArgumentException(
          "an Ed25519 private key is needed, but this is one of " + key.getAlgorithm());
    }
    return new Ed25519Signer(key, Ed25519Keys.derivePublic(edKey));
  }

  /**
   * A signer with the key of a file, as {@code openssl genpkey -algorithm ed25519} and {@code
   * durable-emitter keygen} write it: PKCS#8 (RFC 5958) in PEM form (RFC 7468).
   *
   * @param file the file
   * @return the signer
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if it has no such key; the message says what it has instead
   */
  public static Ed25519Signer ofPemFile(Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.US_ASCII);
    Matcher pem = PEM.matcher(text);
    if (!pem.find()) {
      throw new IllegalArgumentException(
          file
              + (HEX_KEY.matcher(text.strip()).matches()
                  ? " looks like a public key; the private one is needed"
                  : " is not a PEM file"));
    }
    if (pem.group(1).equals("PUBLIC KEY")) {
      throw new IllegalArgumentException(file + " is a public key; the private one is needed");
    }
    if (!pem.group(1).equals("PRIVATE KEY")) {
      throw new IllegalArgumentException(
          file
              + " has a "
              + pem.group(1)
              + "; a PRIVATE KEY (PKCS#8, not encrypted) is needed, as durable-emitter keygen"
              + " writes it");
    }
    PKCS8EncodedKeySpec der;
    try {
      der = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(2)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + " has no Ed25519 private key: no base64", e);
    }
    try {
      return of(KeyFactory.getInstance("Ed25519").generatePrivate(der));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          file
              + otherAlgorithm(der)
                  .map(name -> " has an " + name + " key; an Ed25519 key is needed")
                  .orElse(" has no Ed25519 private key"),
          e);
    }
  }

  private static Optional<String> otherAlgorithm(PKCS8EncodedKeySpec der) {
    for (String name : List.of("EC", "RSA", "Ed448", "X25519", "X448", "DSA", "DH")) {
      try {
        KeyFactory.getInstance(name).generatePrivate(der);
        return Optional.of(name);
      } catch (GeneralSecurityException notThisOne) {
        // the next one may know it
      }
    }
    return Optional.empty();
  }

  /**
   * The private key in the form that {@link #ofPemFile} reads. A secret.
   *
   * @return PEM text
   */
  public String toPem() {
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(privateKey.getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
  }

  /**
   * The public key, which is also the key id.
   *
   * @return 64 lower-case hex digits
   */
  public String publicKeyHex() {
    return HexFormat.of().formatHex(publicKey);
  }

  @Override
  public byte[] sign(String keyId, byte[] data) throws GeneralSecurityException {
    if (!keyId.equals(publicKeyHex())) {
      throw new IllegalArgumentException(
          "asked to sign with key " + keyId + ", but this is key " + publicKeyHex());
    }
    Signature signature = Signature.getInstance("Ed25519");
    signature.initSign(privateKey);
    signature.update(data);
    return signature.sign();
  }

  @Override
  public String toString() {
    return "Ed25519 key " + publicKeyHex();
  }
}
