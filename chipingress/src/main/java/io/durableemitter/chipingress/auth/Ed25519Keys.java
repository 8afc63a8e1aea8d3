package io.durableemitter.chipingress.auth;

import java.io.Serial;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/** Ed25519 keys as 32 bytes (RFC 8032), and as the JDK has them (RFC 8410). */
public final class Ed25519Keys {

  /** What stands before the 32 bytes of a public key in its DER form (RFC 8410, section 4). */
  private static final byte[] DER_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private static final int KEY_BYTES = 32;

  private Ed25519Keys() {}

  static KeyPair generate() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no Ed25519", e);
    }
  }

  static byte[] raw(PublicKey key) {
    byte[] der = key.getEncoded();
    return Arrays.copyOfRange(der, der.length - KEY_BYTES, der.length);
  }

  /**
   * The JDK cannot derive a public key, but its generator takes a private key from the random
   * numbers that it is given.
   */
  static byte[] derivePublic(EdECPrivateKey key) {
    byte[] seed =
        key.getBytes()
            .orElseThrow(
                () -> new IllegalArgumentException("the bytes of the private key cannot be read"));
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
      generator.initialize(NamedParameterSpec.ED25519, new FixedRandom(seed));
      return raw(generator.generateKeyPair().getPublic());
    } catch (NoSuchAlgorithmException | InvalidAlgorithmParameterException e) {
      throw new IllegalArgumentException("not an Ed25519 key: " + e.getMessage(), e);
    }
  }

  /**
   * Verifies a signature.
   *
   * @param publicKey the 32 bytes of the public key
   * @param data what was signed
   * @param signature the 64 bytes of the signature
   * @return whether the holder of the private key has signed it
   */
  public static boolean verify(byte[] publicKey, byte[] data, byte[] signature) {
    try {
      byte[] der = Arrays.copyOf(DER_PREFIX, DER_PREFIX.length + KEY_BYTES);
      System.arraycopy(publicKey, 0, der, DER_PREFIX.length, KEY_BYTES);
      Signature verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(
          KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der)));
      verifier.update(data);
      return verifier.verify(signature);
    } catch (GeneralSecurityException notAKeyOrSignature) {
      return false;
    }
  }

  private static final class FixedRandom extends SecureRandom {

    @Serial private static final long serialVersionUID = 1L;

    private final byte[] seed;

    FixedRandom(byte[] seed) {
      this.seed = seed.clone();
    }

    @Override
    public void nextBytes(byte[] bytes) {
      System.arraycopy(seed, 0, bytes, 0, bytes.length);
    }
  }
}
