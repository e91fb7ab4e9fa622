/*
 * The kernels as a module of Node (Node-API, the same in every release). A process's threads load it one by one, each with
 * its own environment, which may end at any moment: from then on Node-API refuses to make anything, so every answer is
 * looked at. (koffi's are not: a thread that was ended while koffi defined functions took the process with it.)
 */
#include "kernel.h"
#include "system.h"
#include <node_api.h>

/* Arguments that a kernel may take. */
#define MOST 32
#define OK(call)                                                                                    \
  if ((call) != napi_ok) return NULL

/* A kind of processor, and its kernels for each mode. */
typedef struct {
  const char *name;
  const kernel *const *exact, *const *fast, *const *fast_intel;
} kind;

#define KERNELS(kind) extern const kernel *const gradbook_##kind##_kernels[];
#define KERNELS_OF(kind) KERNELS(kind##_exact) KERNELS(kind##_fast)
#define KIND_OF(kind, fast_intel) {#kind, gradbook_##kind##_exact_kernels, gradbook_##kind##_fast_kernels, fast_intel}
#if defined(__x86_64__)
#include <cpuid.h>
KERNELS_OF(avx512)
KERNELS(avx512_fast_intel)
KERNELS_OF(avx2)
static const kind all[] = {KIND_OF(avx512, gradbook_avx512_fast_intel_kernels), KIND_OF(avx2, gradbook_avx2_fast_kernels)};

static int is_intel(void) {
  unsigned a, b, c, d;
  return __get_cpuid(0, &a, &b, &c, &d) && b == signature_INTEL_ebx && c == signature_INTEL_ecx && d == signature_INTEL_edx;
}

/* Asked from the processor itself: compilers' helpers for this are not in every one's library. */
static int has(int number) {
  unsigned a, b, c, d, features, saved, more;
  if (!__get_cpuid(1, &a, &b, &features, &d)) return 0;
  const unsigned fma = 1u << 12, system_saves = 1u << 27;
  if ((features & (fma | system_saves)) != (fma | system_saves)) return 0;
  /* Which registers the system keeps for each thread. */
  __asm__("xgetbv" : "=a"(saved), "=d"(d) : "c"(0));
  if (!__get_cpuid_count(7, 0, &a, &more, &c, &d)) return 0;
  const unsigned avx2 = 1u << 5, f = 1u << 16, dq = 1u << 17, bw = 1u << 30, vl = 1u << 31;
  if (number > 0) return (saved & 0x06) == 0x06 && (more & avx2);
  const unsigned wanted = f | dq | bw | vl;
  return (saved & 0xe6) == 0xe6 && (more & wanted) == wanted;
}
#else
KERNELS_OF(neon)
static const kind all[] = {KIND_OF(neon, NULL)};
static int is_intel(void) { return 0; }
static int has(int number) { return number == 0; }
#endif
#define KINDS (sizeof all / sizeof *all)

static _Thread_local char *room;
static _Thread_local size_t size_of_room;

char *gradbook_room(size_t bytes) {
  if (bytes > size_of_room) {
    give_lines(room);
    room = take_lines((bytes + 4095) / 4096 * 4096);
    size_of_room = room == NULL ? 0 : bytes;
  }
  return room;
}

static void leave_room(void *nothing) {
  (void)nothing;
  give_lines(room);
  room = NULL;
  size_of_room = 0;
}

/* Calls the kernel that a function was made for, with the numbers of now. */
static napi_value call_kernel(napi_env env, napi_callback_info info) {
  void *given, *numbers;
  OK(napi_get_cb_info(env, info, NULL, NULL, NULL, &given));
  OK(napi_get_instance_data(env, &numbers));
  const kernel *called = given;
  const double result = called->call(numbers);
  if (called->declaration[0] == 'v') return NULL;
  napi_value value;
  OK(napi_create_double(env, result, &value));
  return value;
}

/* kernels(kind, isFast): an object that has each kernel under its declaration, in order. */
static napi_value kernels_of(napi_env env, napi_callback_info info) {
  napi_value given[2], object;
  size_t count = 2;
  char name[16];
  bool is_fast;
  OK(napi_get_cb_info(env, info, &count, given, NULL, NULL));
  OK(napi_get_value_string_utf8(env, given[0], name, sizeof name, NULL));
  OK(napi_get_value_bool(env, given[1], &is_fast));
  OK(napi_create_object(env, &object));
  for (size_t i = 0; i < KINDS; i++) {
    if (strcmp(all[i].name, name) != 0) continue;
    const kernel *const *each = !is_fast ? all[i].exact : is_intel() ? all[i].fast_intel : all[i].fast;
    for (; *each != NULL; each++) {
      napi_value function;
      OK(napi_create_function(env, NULL, 0, call_kernel, (void *)*each, &function));
      OK(napi_set_named_property(env, object, (*each)->declaration, function));
    }
  }
  return object;
}

/* address(array): where the values of a typed array begin. */
static napi_value address_of(napi_env env, napi_callback_info info) {
  napi_value given, result;
  size_t count = 1;
  void *data;
  OK(napi_get_cb_info(env, info, &count, &given, NULL, NULL));
  OK(napi_get_typedarray_info(env, given, NULL, NULL, &data, NULL, NULL));
  OK(napi_create_double(env, (double)(uintptr_t)data, &result));
  return result;
}

static napi_value add_function(napi_env env, napi_value exports, const char *name, napi_callback called) {
  napi_value function;
  OK(napi_create_function(env, name, NAPI_AUTO_LENGTH, called, NULL, &function));
  OK(napi_set_named_property(env, exports, name, function));
  return exports;
}

/* numbers: the arguments of the next call. They stay as long as the environment. */
static napi_value add_numbers(napi_env env, napi_value exports) {
  napi_value buffer, numbers;
  napi_ref kept;
  void *data;
  OK(napi_create_arraybuffer(env, MOST * sizeof(double), &data, &buffer));
  OK(napi_create_typedarray(env, napi_float64_array, MOST, buffer, 0, &numbers));
  OK(napi_create_reference(env, numbers, 1, &kept));
  OK(napi_set_instance_data(env, data, NULL, NULL));
  OK(napi_set_named_property(env, exports, "numbers", numbers));
  return exports;
}

/* kinds: those of this library that the processor has, the widest first. */
static napi_value add_kinds(napi_env env, napi_value exports) {
  napi_value kinds;
  uint32_t count = 0;
  OK(napi_create_array(env, &kinds));
  for (size_t i = 0; i < KINDS; i++) {
    napi_value name;
    if (!has((int)i)) continue;
    OK(napi_create_string_utf8(env, all[i].name, NAPI_AUTO_LENGTH, &name));
    OK(napi_set_element(env, kinds, count++, name));
  }
  OK(napi_set_named_property(env, exports, "kinds", kinds));
  return exports;
}

NAPI_MODULE_INIT() {
  if (add_kinds(env, exports) == NULL || add_numbers(env, exports) == NULL) return NULL;
  if (add_function(env, exports, "kernels", kernels_of) == NULL) return NULL;
  if (add_function(env, exports, "address", address_of) == NULL) return NULL;
  OK(napi_add_env_cleanup_hook(env, leave_room, NULL));
  return exports;
}
