// Package kubernetes tests the manifests: that the API servers of Kubernetes and
// of the Gateway API would know each field, and that what belongs together fits.
package kubernetes

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	yamlsplit "k8s.io/apimachinery/pkg/util/yaml"
	gatewayv1 "sigs.k8s.io/gateway-api/apis/v1"
	"sigs.k8s.io/json"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/yaml"
)

// manifests are all objects of the folder.
type manifests struct {
	namespace  corev1.Namespace
	account    corev1.ServiceAccount
	deployment appsv1.Deployment
	services   map[string]*corev1.Service
	autoscaler autoscalingv2.HorizontalPodAutoscaler
	budget     policyv1.PodDisruptionBudget
	network    networkingv1.NetworkPolicy
	route      gatewayv1.GRPCRoute
}

// target gives the place for an object of a kind.
func (m *manifests) target(kind metav1.TypeMeta, name string) (any, error) {
	switch kind.APIVersion + " " + kind.Kind {
	case "v1 Namespace":
		return &m.namespace, nil
	case "v1 ServiceAccount":
		return &m.account, nil
	case "apps/v1 Deployment":
		return &m.deployment, nil
	case "v1 Service":
		m.services[name] = &corev1.Service{}
		return m.services[name], nil
	case "autoscaling/v2 HorizontalPodAutoscaler":
		return &m.autoscaler, nil
	case "policy/v1 PodDisruptionBudget":
		return &m.budget, nil
	case "networking.k8s.io/v1 NetworkPolicy":
		return &m.network, nil
	case "gateway.networking.k8s.io/v1 GRPCRoute":
		return &m.route, nil
	}
	return nil, fmt.Errorf("no such kind: %s %s", kind.APIVersion, kind.Kind)
}

// decode reads the objects of a file or of kustomize's output, as strictly as
// the API server: a field that it does not know, in capitals and small letters, or
// that is there twice, is an error.
func (m *manifests) decode(text []byte) (objects int, err error) {
	documents := yamlsplit.NewYAMLReader(bufio.NewReader(bytes.NewReader(text)))
	for {
		document, err := documents.Read()
		if errors.Is(err, io.EOF) {
			return objects, nil
		}
		if err != nil {
			return objects, err
		}
		var head struct {
			metav1.TypeMeta   `json:",inline"`
			metav1.ObjectMeta `json:"metadata"`
		}
		if err := yaml.Unmarshal(document, &head); err != nil {
			return objects, err
		}
		into, err := m.target(head.TypeMeta, head.Name)
		if err != nil {
			return objects, err
		}
		object, err := yaml.YAMLToJSONStrict(document)
		if err != nil {
			return objects, fmt.Errorf("%s %s: %w", head.Kind, head.Name, err)
		}
		unknown, err := json.UnmarshalStrict(object, into)
		if err := errors.Join(append(unknown, err)...); err != nil {
			return objects, fmt.Errorf("%s %s: %w", head.Kind, head.Name, err)
		}
		objects++
	}
}

// load reads all files of the folder but kustomize's own.
func load(t *testing.T) *manifests {
	t.Helper()
	names, err := filepath.Glob("*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	m, objects := &manifests{services: map[string]*corev1.Service{}}, 0
	for _, name := range names {
		if name == "kustomization.yaml" {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		n, err := m.decode(text)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		objects += n
	}
	if objects != 9 {
		t.Errorf("%d objects, want 9", objects)
	}
	return m
}

func TestDecodingIsStrict(t *testing.T) {
	for name, text := range map[string]string{
		"a field that there is not":   "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {clusterIp: None}",
		"a field that no version has": "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {addresses: None}",
		"a field that is there twice": "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n  clusterIP: None\n  clusterIP: None",
		"a word for a number":         "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {replicas: three}",
		"a version that has passed":   "apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: {name: a}",
	} {
		m := &manifests{services: map[string]*corev1.Service{}}
		if _, err := m.decode([]byte(text)); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

// TestKustomizationHoldsAllButTheRoute builds what `kubectl apply -k` applies.
func TestKustomizationHoldsAllButTheRoute(t *testing.T) {
	kustomizer := krusty.MakeKustomizer(&krusty.Options{PluginConfig: types.DisabledPluginConfig()})
	built, err := kustomizer.Run(filesys.MakeFsOnDisk(), ".")
	if err != nil {
		t.Fatal(err)
	}
	text, err := built.AsYaml()
	if err != nil {
		t.Fatal(err)
	}
	m := &manifests{services: map[string]*corev1.Service{}}
	if objects, err := m.decode(text); err != nil || objects != 8 {
		t.Errorf("%d objects, want 8 (%v)", objects, err)
	}
	if image := m.deployment.Spec.Template.Spec.Containers[0].Image; image != "registry.example.com/pecete:latest" {
		t.Errorf("the pods run the image %s", image)
	}
}
