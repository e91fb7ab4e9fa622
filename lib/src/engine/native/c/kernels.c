/* All kernels for one kind of processor, KIND, in vectors of LANES values. */
#include "elements.h"
#include "optimizers.h"
#include "pooling.h"
#include "products.h"
#include "reduce.h"
#include "convolutions.h"
#include "gradients.h"
#include "chains.h"
#include "recurrent.h"

static const char *const texts[] = {
    text_of_abs, text_of_exp, text_of_log, text_of_neg, text_of_relu, text_of_sigmoid, text_of_sqrt, text_of_tanh,
    text_of_add, text_of_sub, text_of_mul, text_of_div, text_of_maximum, text_of_minimum,
    text_of_greater, text_of_boolToFloat, text_of_stridedRows, text_of_gatherSingles, text_of_gatherAddSingles,
    text_of_sumRows, text_of_sumColumns, text_of_allFinite, text_of_softmax, text_of_logSoftmax,
    text_of_multiplyPanels, text_of_multiplyThin, text_of_maxPool2dIndices,
    text_of_adam, text_of_amsgrad, text_of_sgd, text_of_momentum, text_of_nesterov, text_of_averagedMomentum,
    text_of_adagrad, text_of_nadam, text_of_rmsprop, text_of_rmspropCentered, text_of_rmspropMomentum,
    text_of_rmspropCenteredMomentum,
    text_of_convolve, text_of_inputGradient, text_of_kernelGradient, text_of_chain,
    text_of_erf, text_of_attend, text_of_attendGradient, text_of_recurrentStates, text_of_recurrentGradient,
};

/* The declaration of a kernel by its number; nothing past the last one. */
EXPORT const char *SYMBOL(declaration)(int number) {
  return number >= 0 && number < (int)(sizeof texts / sizeof *texts) ? texts[number] : NULL;
}
