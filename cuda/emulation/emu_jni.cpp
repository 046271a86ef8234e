// emu_jni.cpp - Java bridge: the same calls the JCuda driver makes, on the emulator.
#include <jni.h>
#include <string>
#include <vector>
#include "emu_api.h"
static jint raise(JNIEnv* e, int rc) { if (rc) { jclass c = e->FindClass("ai/stego/cuda/DriverException"); e->ThrowNew(c, emu_last_error()); } return rc; }
#define J(T, N) extern "C" JNIEXPORT T JNICALL Java_ai_stego_cuda_EmulatedDriver_##N
J(void, load0)(JNIEnv* e, jclass, jstring p) { const char* s = e->GetStringUTFChars(p, nullptr); int r = emu_load(s); e->ReleaseStringUTFChars(p, s); raise(e, r); }
J(jlong, alloc0)(JNIEnv*, jclass, jlong n) { return (jlong)emu_malloc((unsigned long long)n); }
J(void, free0)(JNIEnv* e, jclass, jlong p) { raise(e, emu_free((unsigned long long)p)); }
J(void, toDevice0)(JNIEnv* e, jclass, jlong d, jobject buf, jlong n) { raise(e, emu_htod((unsigned long long)d, e->GetDirectBufferAddress(buf), (unsigned long long)n)); }
J(void, toHost0)(JNIEnv* e, jclass, jobject buf, jlong s, jlong n) { raise(e, emu_dtoh(e->GetDirectBufferAddress(buf), (unsigned long long)s, (unsigned long long)n)); }
J(jstring, signature0)(JNIEnv* e, jclass, jstring k) { const char* s = e->GetStringUTFChars(k, nullptr); const char* r = emu_signature(s); e->ReleaseStringUTFChars(k, s); return r ? e->NewStringUTF(r) : nullptr; }
// args: every parameter at its natural alignment in one direct buffer, offsets[i] = where; builds kernelParams exactly as cuLaunchKernel takes it
J(void, launch0)(JNIEnv* e, jclass, jstring k, jint gx, jint gy, jint gz, jint bx, jint by, jint bz, jint smem, jobject args, jintArray offsets) {
  const char* name = e->GetStringUTFChars(k, nullptr); std::string nm(name); e->ReleaseStringUTFChars(k, name);
  jsize n = e->GetArrayLength(offsets); std::vector<jint> off(n); e->GetIntArrayRegion(offsets, 0, n, off.data());
  char* base = (char*)e->GetDirectBufferAddress(args); std::vector<void*> params(n); for (jsize i = 0; i < n; i++) params[i] = base + off[i];
  raise(e, emu_launch(nm.c_str(), gx, gy, gz, bx, by, bz, smem, params.data()));
}
