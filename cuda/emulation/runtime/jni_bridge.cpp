// The native methods of ai.stego.cuda.EmulatedDriver.
#include <jni.h>

#include <string>
#include <vector>

#include "emulation.h"

namespace {

EmulatedDevice* device_of(jlong handle) { return reinterpret_cast<EmulatedDevice*>(handle); }

void raise_if(JNIEnv* env, int result) {
  if (result == EMULATION_OK) return;
  env->ThrowNew(env->FindClass("ai/stego/cuda/DriverException"), emulation_last_error());
}

std::string text_of(JNIEnv* env, jstring string) {
  const char* characters = env->GetStringUTFChars(string, nullptr);
  const std::string text = characters ? characters : "";
  env->ReleaseStringUTFChars(string, characters);
  return text;
}

}  // namespace

#define METHOD(type, name) \
  extern "C" JNIEXPORT type JNICALL Java_ai_stego_cuda_EmulatedDriver_##name

METHOD(jlong, open0)(JNIEnv*, jclass) { return reinterpret_cast<jlong>(emulation_open()); }

METHOD(void, close0)(JNIEnv*, jclass, jlong device) { emulation_close(device_of(device)); }

METHOD(void, load0)(JNIEnv* env, jclass, jlong device, jstring path) {
  raise_if(env, emulation_load(device_of(device), text_of(env, path).c_str()));
}

METHOD(void, setSchedule0)(JNIEnv*, jclass, jlong device, jint order, jlong seed) {
  emulation_set_schedule(device_of(device), order, static_cast<uint64_t>(seed));
}

METHOD(void, setMemory0)(JNIEnv*, jclass, jlong device, jlong bytes) {
  emulation_set_memory(device_of(device), static_cast<uint64_t>(bytes));
}

METHOD(void, setTimeout0)(JNIEnv*, jclass, jlong device, jint seconds) {
  emulation_set_timeout(device_of(device), seconds);
}

METHOD(jlong, memory0)(JNIEnv*, jclass, jlong device) {
  return static_cast<jlong>(emulation_memory(device_of(device)));
}

METHOD(jlong, freeMemory0)(JNIEnv*, jclass, jlong device) {
  return static_cast<jlong>(emulation_free_memory(device_of(device)));
}

METHOD(jlong, sharedMemory0)(JNIEnv*, jclass, jlong device) {
  return static_cast<jlong>(emulation_shared_memory(device_of(device)));
}

METHOD(jlong, allocate0)(JNIEnv*, jclass, jlong device, jlong bytes) {
  return static_cast<jlong>(emulation_allocate(device_of(device), static_cast<uint64_t>(bytes)));
}

METHOD(void, free0)(JNIEnv* env, jclass, jlong device, jlong address) {
  raise_if(env, emulation_free(device_of(device), static_cast<uint64_t>(address)));
}

METHOD(void, upload0)(JNIEnv* env, jclass, jlong device, jlong to, jobject from, jlong bytes) {
  raise_if(env, emulation_upload(device_of(device), static_cast<uint64_t>(to),
                                 env->GetDirectBufferAddress(from), static_cast<uint64_t>(bytes)));
}

METHOD(void, download0)(JNIEnv* env, jclass, jlong device, jobject to, jlong from, jlong bytes) {
  raise_if(env, emulation_download(device_of(device), env->GetDirectBufferAddress(to),
                                   static_cast<uint64_t>(from), static_cast<uint64_t>(bytes)));
}

METHOD(void, copy0)(JNIEnv* env, jclass, jlong device, jlong to, jlong from, jlong bytes) {
  raise_if(env, emulation_copy(device_of(device), static_cast<uint64_t>(to),
                               static_cast<uint64_t>(from), static_cast<uint64_t>(bytes)));
}

METHOD(jstring, signature0)(JNIEnv* env, jclass, jlong device, jstring kernel) {
  const char* signature = emulation_signature(device_of(device), text_of(env, kernel).c_str());
  return signature ? env->NewStringUTF(signature) : nullptr;
}

// extents: the grid's three, the block's three, the bytes of dynamic shared memory. arguments: 8
// bytes for each parameter, whose addresses are what cuLaunchKernel would be given.
METHOD(void, launch0)
(JNIEnv* env, jclass, jlong device, jstring kernel, jintArray extents, jobject arguments,
 jint count) {
  jint values[7];
  env->GetIntArrayRegion(extents, 0, 7, values);
  EmulationLaunch launch;
  for (int i = 0; i < 3; i++) {
    launch.grid[i] = static_cast<uint32_t>(values[i]);
    launch.block[i] = static_cast<uint32_t>(values[3 + i]);
  }
  launch.shared_bytes = static_cast<uint32_t>(values[6]);
  char* base = static_cast<char*>(env->GetDirectBufferAddress(arguments));
  std::vector<void*> parameters;
  for (jint i = 0; i < count; i++) parameters.push_back(base + 8 * i);
  const std::string name = text_of(env, kernel);
  raise_if(env, emulation_launch(device_of(device), name.c_str(), &launch, parameters.data()));
}
