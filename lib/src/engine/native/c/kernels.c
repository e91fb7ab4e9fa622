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
#include "list.h"

/* NULL after the last one. */
const kernel *const SYMBOL(kernels)[] = {
    &kernel_abs, &kernel_exp, &kernel_log, &kernel_neg, &kernel_relu, &kernel_sigmoid, &kernel_sqrt, &kernel_tanh,
    &kernel_add, &kernel_sub, &kernel_mul, &kernel_div, &kernel_maximum, &kernel_minimum,
    &kernel_greater, &kernel_boolToFloat, &kernel_stridedRows, &kernel_gatherSingles, &kernel_gatherAddSingles,
    &kernel_sumRows, &kernel_sumColumns, &kernel_allFinite, &kernel_softmax, &kernel_logSoftmax,
    &kernel_multiplyPanels, &kernel_multiplyThin, &kernel_maxPool2dIndices,
    &kernel_adam, &kernel_amsgrad, &kernel_sgd, &kernel_momentum, &kernel_nesterov, &kernel_averagedMomentum,
    &kernel_adagrad, &kernel_nadam, &kernel_rmsprop, &kernel_rmspropCentered, &kernel_rmspropMomentum,
    &kernel_rmspropCenteredMomentum,
    &kernel_convolve, &kernel_inputGradient, &kernel_kernelGradient, &kernel_chain,
    &kernel_erf, &kernel_attend, &kernel_attendGradient, &kernel_recurrentStates, &kernel_recurrentGradient,
    &kernel_runList, NULL,
};
