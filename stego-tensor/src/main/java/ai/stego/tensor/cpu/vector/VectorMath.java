package ai.stego.tensor.cpu.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Functions of one vector. NaN in a lane stays NaN. */
final class VectorMath {
  private static final VectorSpecies<Float> S = Lanes.FLOATS;

  // Adding 1.5·2²³ rounds to an integer, which then sits in the low bits of the significand.
  private static final float ROUND = 12582912f;
  private static final float LOG2_E = 1.442695f;
  // ln 2 in two parts: the first, 355/512, has few bits, so that its product with n is exact.
  private static final float LN2_HIGH = 0.6933594f;
  private static final float LN2_LOW = -2.1219444e-4f;
  // Below ln 2⁻¹²⁶ results would be subnormal; they become zero.
  private static final float EXP_LEAST = -87.33654f;
  private static final float EXP2_LEAST = -126f;
  private static final int ONE_BITS = 0x3f800000;
  private static final int SIGNIFICAND_BITS = 23;

  // From here on erf(x) rounds to 1 in float32.
  private static final float ERF_LIMIT = 3.92f;

  private VectorMath() {}

  /**
   * eˣ for x up to 88: x = n·ln 2 + r with |r| at most ln 2 / 2, a polynomial of degree 7 in r
   * (coefficients of Moshier's Cephes library, {@code expf}), times 2ⁿ. Within 1e-7 of the value;
   * exactly 0 where the value is below 2⁻¹²⁶, hence for -∞.
   */
  static FloatVector exp(FloatVector x) {
    FloatVector shifted = x.fma(constant(LOG2_E), constant(ROUND));
    FloatVector n = shifted.sub(ROUND);
    FloatVector r = n.fma(constant(-LN2_HIGH), x);
    r = n.fma(constant(-LN2_LOW), r);
    FloatVector p = constant(1.9875691e-4f);
    p = p.fma(r, constant(0.0013981999f));
    p = p.fma(r, constant(0.008333452f));
    p = p.fma(r, constant(0.041665796f));
    p = p.fma(r, constant(0.16666666f));
    p = p.fma(r, constant(0.5f));
    p = p.fma(r.mul(r), r).add(1f);
    IntVector power =
        shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, SIGNIFICAND_BITS).add(ONE_BITS);
    // A product and not an addition of exponents: NaN stays NaN whatever its low bits.
    FloatVector result = p.mul(power.reinterpretAsFloats());
    return result.blend(0f, x.compare(VectorOperators.LT, EXP_LEAST));
  }

  /**
   * 2ˣ for x up to 127: x = n + r with |r| at most 1/2, a polynomial of degree 6 in r that is exact
   * at 0 (fitted to the least relative error), times 2ⁿ. Within 1.6e-7 of the value; exactly 0
   * where the value is below 2⁻¹²⁶, hence for -∞. Two thirds of the time of {@link #exp}.
   */
  static FloatVector exp2(FloatVector x) {
    FloatVector shifted = x.add(constant(ROUND));
    FloatVector r = x.sub(shifted.sub(constant(ROUND)));
    FloatVector p = constant(0.00015353362f);
    p = p.fma(r, constant(0.0013398875f));
    p = p.fma(r, constant(0.009618437f));
    p = p.fma(r, constant(0.055503324f));
    p = p.fma(r, constant(0.24022648f));
    p = p.fma(r, constant(0.6931472f));
    p = p.fma(r, constant(1f));
    IntVector power =
        shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, SIGNIFICAND_BITS).add(ONE_BITS);
    FloatVector result = p.mul(power.reinterpretAsFloats());
    return result.blend(0f, x.compare(VectorOperators.LT, EXP2_LEAST));
  }

  /**
   * erf(x) as a quotient of polynomials in x², x times degree 6 over degree 4 (minimax coefficients
   * as the Eigen library has them). Within 4e-7 of the value; exactly ±1 beyond ±3.92.
   */
  static FloatVector erf(FloatVector x) {
    FloatVector q = x.mul(x);
    FloatVector a = constant(-2.7261424e-10f);
    a = a.fma(q, constant(2.7706815e-8f));
    a = a.fma(q, constant(-2.101024e-6f));
    a = a.fma(q, constant(-5.6925062e-5f));
    a = a.fma(q, constant(-7.3499064e-4f));
    a = a.fma(q, constant(-0.0029546f));
    a = a.fma(q, constant(-0.016096033f));
    FloatVector b = constant(-1.45660715e-5f);
    b = b.fma(q, constant(-2.1337405e-4f));
    b = b.fma(q, constant(-0.001682827f));
    b = b.fma(q, constant(-0.0073733293f));
    b = b.fma(q, constant(-0.014264739f));
    FloatVector result = a.mul(x).div(b);
    result = result.blend(1f, x.compare(VectorOperators.GT, ERF_LIMIT));
    return result.blend(-1f, x.compare(VectorOperators.LT, -ERF_LIMIT));
  }

  /** x/2 · (1 + erf(x/√2)), within 1.1e-6 of the value or 1e-7 of its size. */
  static FloatVector gelu(FloatVector x) {
    FloatVector half = x.mul(0.5f);
    return erf(x.mul(0.70710677f)).fma(half, half);
  }

  /** (1 + erf(x/√2))/2. */
  static FloatVector normalDistribution(FloatVector x) {
    return erf(x.mul(0.70710677f)).mul(0.5f).add(0.5f);
  }

  /** exp(-x²/2)/√(2π). */
  static FloatVector normalDensity(FloatVector x) {
    return exp(x.mul(x).mul(-0.5f)).mul(0.3989423f);
  }

  private static FloatVector constant(float value) {
    return FloatVector.broadcast(S, value);
  }
}
